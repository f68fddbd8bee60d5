/**
 * Placements beside those of a real kube-scheduler: README.md.
 *
 *     npx tsx e2e/differential/main.ts ours    --snapshot CLUSTER -f PODS                          > ours.jsonl
 *     npx tsx e2e/differential/main.ts record  --snapshot CLUSTER -f PODS --kubeconfig FILE        > theirs.jsonl
 *     npx tsx e2e/differential/main.ts compare --snapshot CLUSTER -f PODS --recording theirs.jsonl
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readManifests } from '../../cmd/manifests';
import { Kubectl } from '../harness/kubectl';
import { removeFolder, tempFolder } from '../harness/processes';
import { alongside, placed, type Input } from './ours';
import { record } from './record';
import { read, written } from './recording';

const { positionals: [command = ''], values } = parseArgs({
  allowPositionals: true,
  options: {
    snapshot: { type: 'string', multiple: true, default: [] }, filename: { type: 'string', short: 'f', multiple: true, default: [] },
    seed: { type: 'string', default: '1' }, recording: { type: 'string', default: '' }, config: { type: 'string' }, kubeconfig: { type: 'string', default: '' },
  },
});

const commands: Readonly<Record<string, (input: Input) => Promise<void>>> = {
  async ours(input) {
    process.stdout.write(written(await placed(input, Number(values.seed))));
  },
  async record({ snapshot, pods }) {
    const home = tempFolder();
    try {
      for await (const line of record(new Kubectl(values.kubeconfig, home), snapshot, pods)) process.stdout.write(written([line]));
    } finally {
      removeFolder(home);
    }
  },
  async compare(input) {
    const compared = await alongside(input, read(readFileSync(values.recording, 'utf8')), Number(values.seed));
    const count = (agreement: string): number => compared.filter((one) => one.agreement === agreement).length;
    for (const { pod, difference } of compared) if (difference !== undefined) process.stdout.write(`${pod}: ${difference}\n`);
    process.stdout.write(`${compared.length} pods: ${count('same')} the same, ${count('tie')} another of equally good nodes, ${count('differs')} different\n`);
    if (count('differs')) process.exitCode = 1;
  },
};

const work = commands[command];
if (!work) throw new Error(`one of ${Object.keys(commands).join(', ')}, not ${JSON.stringify(command)}`);
void work({ snapshot: readManifests(values.snapshot), pods: readManifests(values.filename), configuration: values.config });
