import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { fromText, joinPath } from '../../src/lib/path-bytes.ts';
import type { Tools } from '../../src/lib/tools.ts';
import { requires } from '../components/requirement.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, type Scratch } from '../world.ts';
import { copyingCases } from './copying-cases.ts';
import { entryCases } from './entry-cases.ts';
import { fenceCases } from './fence-cases.ts';
import { fileCases } from './file-cases.ts';
import { listingCases } from './listing-cases.ts';
import { movingCases } from './moving-cases.ts';
import { placeCases } from './place-cases.ts';
import { readingCases } from './reading-cases.ts';
import type { Scene, Stage, Way } from './stage.ts';

/** The one suite that every way to reach a place must pass, against the real thing. */
export function conformance(way: Way): void {
  requires(...way.needs)(way.name, () => {
    let scratch: Scratch;
    let tools: Tools;
    let stage: Stage;
    let made = 0;
    const disk = (): string => join(scratch.path, 'disk');
    beforeAll(async () => {
      scratch = await makeScratch();
      const own = join(scratch.path, 'scratch');
      for (const directory of [own, disk()]) await mkdir(directory);
      await chmod(own, 0o777);
      tools = makeTools(own);
      stage = await way.open(disk(), tools);
    });
    afterAll(async () => {
      await stage.close();
      await scratch.remove();
    });

    const fresh = async (): ReturnType<Scene['fresh']> => {
      made += 1;
      const name = `case-${made}`;
      await mkdir(join(disk(), name));
      return { disk: join(disk(), name), path: joinPath(stage.base, fromText(name)) };
    };
    const scene: Scene = { way, stage: () => stage, tools: () => tools, disk, fresh };
    describe('listing', () => listingCases(scene));
    describe('the place', () => placeCases(scene));
    describe('reading', () => readingCases(scene));
    describe('single entries', () => entryCases(scene));
    describe('copying', () => copyingCases(scene));
    describe('single files', () => fileCases(scene));
    if (way.writing !== 'Files') return;
    describe('moving files', () => movingCases(scene));
    describe('the fence', () => fenceCases(scene));
  });
}
