import { describe, expect, test } from 'vitest';
import { type Evidence, type Judgement, judge } from '../../src/actions/judge.ts';

/** What was had: `proven inFlight source found held`, with `-` where there is none. */
function evidence(line: string): Evidence {
  const [proven, inFlight, source, found, held] = line.split(' ').map((digest) => (digest === '-' ? undefined : digest));
  return { proven, held, inFlight, source, found };
}

/** `to proven A, from bad A found B`. */
function said(judgement: Judgement): string {
  return (['to', 'from'] as const)
    .flatMap((side) => {
      const { verdict, digest, found } = judgement[side] ?? {};
      return verdict === undefined ? [] : [`${side} ${verdict} ${digest}${found === '' ? '' : ` found ${found}`}`];
    })
    .join(', ');
}

test.each([
  ['nothing was read', 'A A A -', ''],
  ['nothing is known of it', '- - - A', ''],
  ['what was moved has arrived', '- A - A', 'to proven A, from proven A'],
  ['what was moved has not arrived', '- A - B', 'to bad A found B, from proven A'],
  ['what was moved has not arrived, and the source still holds it', '- A A B', 'to bad A found B, from proven A'],
  ['only what came in flight is odd', '- B A A', 'to proven A, from proven A'],
  ['what came in flight arrived, and the source reads otherwise', '- B A B', 'to differs A found B'],
  ['three times another content', '- B A C', 'to differs A found C'],
  ['found there, as the source holds it', '- - A A', 'to proven A, from proven A'],
  ['found there, otherwise than the source holds it', '- - A B', 'to differs A found B'],
  ['found there, as the source was proven to hold it', '- - - A A', 'to proven A'],
  ['found there, otherwise than the source was proven to hold it', '- - - B A', 'to differs A found B'],
  ['which still holds it', '- - A B A', 'to differs A found B, from proven A'],
  ['which no longer holds it', '- - C B A', 'to differs A found B, from bad A found C'],
  ['which holds what was found now', '- - B B A', 'to differs A found B, from bad A found B'],
  ['a re-check: as it was', 'A - - A', 'to proven A'],
  ['a re-check: a byte has flipped', 'A - - B', 'to bad A found B'],
  ['a re-check: a byte has flipped, and the source is as it was', 'A - A B', 'to bad A found B, from proven A'],
  ['the source has changed and the copy has not', 'A - B A', 'to proven A, from bad A found B'],
  ['both have', 'A - B B', 'to bad A found B, from bad A found B'],
  ['a copy of a source that has changed', 'A B B B', 'to bad A found B, from bad A found B'],
  ['of one that could not be read by itself', 'A B - B', 'to bad A found B'],
  ['of one that reads as it was', 'A B A B', 'to bad A found B, from proven A'],
  ['a good copy', 'A A - A', 'to proven A, from proven A'],
  ['a good source and a bad copy', 'A A - B', 'to bad A found B, from proven A'],
  ['the source reads otherwise after it was sent', 'A A B A', 'to proven A, from bad A found B'],
])('%s: %s', (_, line, expected) => {
  expect(said(judge(evidence(line)))).toBe(expected);
});

describe('whatever was had', () => {
  const digests = [undefined, 'A', 'B', 'C'];
  const all = digests.flatMap((proven) =>
    digests.flatMap((held) =>
      digests.flatMap((inFlight) =>
        digests.flatMap((source) => digests.map((found): Evidence => ({ proven, held, inFlight, source, found }))),
      ),
    ),
  );

  test('a source is blamed only for what it was read to hold by itself, and never for what was found at the destination', () => {
    for (const it of all) {
      const { from } = judge(it);
      if (from?.verdict === 'bad')
        expect([from.digest, from.found, from.found !== from.digest]).toEqual([it.proven ?? it.held, it.source, true]);
      for (const found of ['A', 'B', 'C']) {
        const other = judge({ ...it, found }).from;
        if (it.found !== undefined) expect(other?.verdict === 'bad').toBe(from?.verdict === 'bad');
      }
    }
  });

  test('a source is never said to differ: that is of two copies, and said of the other', () => {
    for (const it of all) expect(judge(it).from?.verdict).not.toBe('differs');
  });

  test('nothing is called proven that was found otherwise', () => {
    for (const it of all) {
      const { to, from } = judge(it);
      const known = it.proven ?? it.held;
      if (to?.verdict === 'proven') {
        expect(to.digest).toBe(it.found);
        if (known !== undefined) expect(to.digest).toBe(known);
      }
      if (from?.verdict === 'proven') {
        expect(from.digest).toBe(it.source ?? it.inFlight);
        if (known !== undefined) expect(from.digest).toBe(known);
      }
    }
  });

  test('without a word on what it should be nothing is proven', () => {
    for (const it of all) {
      const should = [it.proven, it.held, it.inFlight, it.source];
      if (should.every((digest) => digest === undefined)) expect(judge(it)).toEqual({});
      if (it.found === undefined) expect(judge(it)).toEqual({});
    }
  });

  test('what is corrupt has another content than it was proven or seen to have, and both are told', () => {
    for (const it of all) {
      const { to } = judge(it);
      if (to === undefined || to.verdict === 'proven') continue;
      expect(to.found).toBe(it.found);
      expect(to.digest).not.toBe(it.found);
      if (to.verdict === 'differs') expect([it.proven, to.digest]).toEqual([undefined, it.held ?? it.source]);
      else expect([it.proven, it.inFlight]).toContain(to.digest);
    }
  });
});
