import type { CheckStep } from '../model/check.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { showText } from '../model/names.ts';
import type { Painter } from './painter.ts';

/** What `test` found at one endpoint: a line per step; a failed one with its hint. */
export function checkText(endpoint: Endpoint, steps: readonly CheckStep[], painter: Painter): string {
  const width = Math.max(...steps.map((step) => step.name.length));
  const lines = steps.flatMap(({ name, result }) => {
    const head = `  ${name.padEnd(width)}  `;
    if (result.status === 'ok') return [`${head}${painter.good('ok')}  ${showText(result.detail)}`.trimEnd()];
    const { code, message, hint } = result.failure;
    return [
      `${head}${painter.danger('failed')}  ${code}: ${showText(message)}`,
      ...(hint === '' ? [] : [`${' '.repeat(width + 4)}${painter.command(showText(hint))}`]),
    ];
  });
  return `${painter.heading(endpoint.name)}   ${whereText(endpoint)}\n${lines.join('\n')}\n`;
}

function whereText(endpoint: Endpoint): string {
  switch (endpoint.type) {
    case 'Local':
      return `Local ${endpoint.root}`;
    case 'Ssh':
      return `Ssh ${endpoint.user === undefined ? '' : `${endpoint.user}@`}${endpoint.host}:${endpoint.root}`;
    case 'RsyncDaemon':
      return `RsyncDaemon ${endpoint.host}:${endpoint.port}`;
  }
}
