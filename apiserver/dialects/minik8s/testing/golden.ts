/** The specification's examples, and how they are kept. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../../../api';
import { parseYaml } from '../../../dialect';
import { dns } from '../objects/dns';
import type { Entity } from '../objects/entity';
import { fn } from '../objects/function';
import { hpa } from '../objects/hpa';
import { job } from '../objects/job';
import { jobFile } from '../objects/jobfile';
import { node } from '../objects/node';
import { pod } from '../objects/pod';
import { replicaSet } from '../objects/replicaset';
import { service } from '../objects/service';
import { workflow } from '../objects/workflow';

export const entities: readonly Entity[] = [node, pod, service, job, jobFile, replicaSet, dns, hpa, fn, workflow];

const folder = join(__dirname, '../testdata');
const fileOf = (entity: Entity, ending: string): string => join(folder, `${entity.kind.toLowerCase()}.${ending}`);

const exampleText = (entity: Entity): string => readFileSync(fileOf(entity, 'yaml'), 'utf8');

/** As it is read from a client. */
export const example = (entity: Entity): object => parseYaml(Buffer.from(exampleText(entity))).value as object;

export const kept = (entity: Entity): KubeObject | undefined =>
  (existsSync(fileOf(entity, 'stored.json')) ? JSON.parse(readFileSync(fileOf(entity, 'stored.json'), 'utf8')) as KubeObject : undefined);
