/**
 * The exam that every storage backend passes: the promises of `kv.ts`, one chapter per file in `contract/`.
 * Called from a backend's test file: `describeKV('memory:', async () => ({ kv, elapse, dispose }), { durable: false })`.
 */
import type { Exam, OpenExam } from './contract/harness';
import { examineDurability, examineLifecycle } from './contract/lifecycle';
import { examineReads } from './contract/reads';
import { examineTtl } from './contract/ttl';
import { examineWatches } from './contract/watches';
import { examineWrites } from './contract/writes';

export type { Exam, OpenExam };

/**
 * `open` is called once per test and gives a store that holds no key; tests assume no other writer.
 * `durable`: the data outlives the store, and the exam can `reopen` it.
 */
export function describeKV(name: string, open: OpenExam, traits: { readonly durable: boolean }): void {
  describe(`KV contract: ${name}`, () => {
    examineReads(open);
    examineWrites(open);
    examineWatches(open);
    examineTtl(open);
    examineLifecycle(open);
    if (traits.durable) examineDurability(open);
  });
}
