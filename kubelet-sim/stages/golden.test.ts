/**
 * Golden pairs, one file each in golden/: a pod, the time, how long the engine has seen what (`ages`), and the step that
 * follows. `UPDATE_GOLDEN=1` writes the steps anew, to be read before they are committed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { core } from '../../api';
import { presets, type Preset } from '../presets';
import { podStages } from '.';

interface Pair { readonly why: string; readonly pod: core.Pod; readonly now: string; readonly ages?: Record<string, number>; readonly preset?: Preset; readonly stage: string | null; readonly step: unknown }

const directory = join(__dirname, 'golden');

function outcome({ pod, now, ages = {}, preset = 'fast' }: Pair): Pick<Pair, 'stage' | 'step'> {
  const stage = podStages.find((candidate) => candidate.applies(pod));
  const step = stage?.next(pod, { now: Date.parse(now), defaults: presets[preset], hostIP: '172.18.0.2', podIP: () => '10.244.0.2', age: (mark) => ages[mark] ?? 0 });
  return { stage: stage?.name ?? null, step: step === undefined ? null : JSON.parse(JSON.stringify(step)) as unknown };
}

for (const file of readdirSync(directory)) {
  const document = parseDocument(readFileSync(join(directory, file), 'utf8'));
  const pair = document.toJS() as Pair;
  it(`${file.replace('.yaml', '')}: ${pair.why}`, () => {
    const { stage, step } = outcome(pair);
    if (process.env.UPDATE_GOLDEN) {
      document.set('stage', stage);
      document.set('step', step);
      writeFileSync(join(directory, file), document.toString({ lineWidth: 160 }));
    }
    expect({ stage, step }).toEqual({ stage: pair.stage, step: pair.step });
  });
}
