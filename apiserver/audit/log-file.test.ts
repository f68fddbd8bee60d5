import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, SteppedClock } from '../../api';
import { LogFile } from './log-file';
import { openAudit } from './open';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'audit-')); });
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

it('goes on where it was, and is set aside when it has grown', async () => {
  writeFileSync(join(folder, 'audit.log'), '12345\n');
  const clock = new SteppedClock();
  const file = new LogFile({ path: join(folder, 'audit.log'), maxSize: 12, maxBackups: 2, clock, log: silentLogger });
  for (const line of ['aaaaa\n', 'bbbbb\n', 'ccccc\n', 'ddddddddddddddddddd\n', 'e\n']) {
    file.write(line);
    await clock.step(1000);
  }
  await file.close();
  expect(read('audit.log')).toBe('e\n');
  const backups = readdirSync(folder).filter((name) => name !== 'audit.log').sort();
  expect(backups.map(read)).toEqual(['bbbbb\nccccc\n', 'ddddddddddddddddddd\n']);
  expect(backups[0]).toMatch(/^audit-2026-01-01T00-00-03\.000\.log$/);
});

it('keeps all that were set aside when nobody says how many, and no file that is none of its own', async () => {
  writeFileSync(join(folder, 'audit-mine.log'), '');
  const clock = new SteppedClock();
  const file = new LogFile({ path: join(folder, 'audit.log'), maxSize: 1, maxBackups: 0, clock, log: silentLogger });
  for (let i = 0; i < 5; i++) {
    file.write(`${i}\n`);
    await clock.step(10);
  }
  await file.close();
  expect(readdirSync(folder).length).toBe(6);
});

describe('openAudit', () => {
  const deps = { clock: new SteppedClock(), log: silentLogger };
  const open = (policyFile: string, logPath: string): ReturnType<typeof openAudit> => openAudit({ policyFile, logPath, maxSizeMegabytes: 0, maxBackups: 0 }, deps);

  it('is nothing without a policy or without a log', () => {
    writeFileSync(join(folder, 'policy.yaml'), 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n');
    expect([open('', ''), open('', join(folder, 'audit.log')), open(join(folder, 'policy.yaml'), '')]).toEqual([undefined, undefined, undefined]);
  });

  it('says what is wrong with a policy, and where it is', () => {
    const path = join(folder, 'policy.yaml');
    expect(() => open(path, '-')).toThrow(`loading audit policy file: failed to read file path ${JSON.stringify(path)}: ENOENT`);
    writeFileSync(path, 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Loud}]\n');
    expect(() => open(path, '-')).toThrow(/^loading audit policy file: rules\[0\]\.level: Unsupported value: "Loud".*: from file /);
  });

  it('says that a log cannot be written', () => {
    writeFileSync(join(folder, 'policy.yaml'), 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n');
    expect(() => open(join(folder, 'policy.yaml'), folder)).toThrow('EISDIR');
  });
});
