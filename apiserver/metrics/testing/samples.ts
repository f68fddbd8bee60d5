/** Reads what `/metrics` tells. */

export interface ToldSample { readonly labels: Record<string, string>; readonly value: number }

export const labelsFor = (text: string, name: string): ToldSample[] =>
  text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `)).map((line) => ({
    labels: Object.fromEntries([...line.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [label, value])),
    value: Number(line.slice(line.lastIndexOf(' ') + 1)),
  }));
