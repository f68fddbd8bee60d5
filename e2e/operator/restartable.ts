/** A server that is stopped and started again at its place, and writes down who did what. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, start, tempFolder, type Running } from '../harness/processes';
import type { Installation, Topology } from '../harness/topologies';

export interface AuditEvent {
  readonly verb: string;
  readonly objectRef?: { readonly resource?: string; readonly name?: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{ level: Metadata }]\n';

export class Restartable implements Topology {
  readonly name = 'one process that is started again';
  private readonly folder = tempFolder();
  private running: Running | undefined;

  async open(): Promise<Installation> {
    writeFileSync(this.file('policy.yaml'), policy);
    const url = await this.up('0');
    return { servers: [{ url, kubeconfig: this.file('kubeconfig') }], folder: this.folder, close: () => this.close() };
  }

  /** Resolves when it is ready again. */
  async restart(): Promise<void> {
    const port = new URL(this.running?.readyAt ?? '').port;
    await this.running?.stop();
    await this.up(port);
  }

  /** All that has happened until it was stopped the last time. */
  audited(): AuditEvent[] {
    return readFileSync(this.file('audit.log'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as AuditEvent);
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  private async up(port: string): Promise<string> {
    this.running = await start([
      'up', '--data-dir', this.folder, '--port', port, '--log-level', 'warn',
      '--audit-policy-file', this.file('policy.yaml'), '--audit-log-path', this.file('audit.log'),
    ]);
    return this.running.readyAt;
  }

  private async close(): Promise<void> {
    await this.running?.stop();
    removeFolder(this.folder);
  }
}
