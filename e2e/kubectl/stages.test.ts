/** Simulated life as data: kwok's Stage objects, applied with kubectl. */
import { story } from '../harness/story';

const { ok, feed, json, api } = story('staged');

const minute = 60_000;

interface Definition { status: { conditions?: { type: string; status: string }[] } }
interface Stage { status?: { conditions: { type: string; status: string; message: string }[] } }
interface Pod { status: { phase?: string; reason?: string; podIP?: string } }

const stage = (name: string, spec: object): object => ({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'Stage', metadata: { name }, spec });
const phase = (...values: string[]): object => ({ key: '.status.phase', operator: 'In', values });

beforeAll(async () => {
  // It is made a moment after the start.
  await api().until<Definition>('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'stages.kwok.x-k8s.io', ({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') ?? false);
}, minute);

it('pods live by the stages that are applied, and by themselves again when those are gone', async () => {
  await feed(stage('runs', {
    resourceRef: { apiGroup: 'v1', kind: 'Pod' }, selector: { matchExpressions: [phase('Pending')] },
    next: {
      event: { type: 'Normal', reason: 'Staged', message: 'It is on' },
      statusTemplate: 'phase: Running\nreason: Staged\npodIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}\nconditions:\n- { type: Ready, status: "True" }',
    },
  }))`apply -f -`;
  await feed(stage('goes', { resourceRef: { apiGroup: 'v1', kind: 'Pod' }, selector: { matchExpressions: [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }] }, next: { delete: true } }))`apply -f -`;
  await ok`run played --image=nginx`;
  await ok`wait --for=condition=Ready pod/played --timeout=30s`;
  expect((await json<Pod>`get pod played`).status).toMatchObject({ phase: 'Running', reason: 'Staged', podIP: expect.stringMatching(/^10\.244\./) });
  await ok`delete pod played`;
  await ok`delete stage runs goes`;
  await ok`run alone --image=nginx`;
  await ok`wait --for=condition=Ready pod/alone --timeout=30s`;
  expect((await json<Pod>`get pod alone`).status.reason).toBeUndefined();
}, minute);

it('a stage that makes no sense says so', async () => {
  await feed(stage('nonsense', { resourceRef: { apiGroup: 'v1', kind: 'Pod' }, selector: {}, next: { statusTemplate: '{{ nonsense }}' } }))`apply -f -`;
  await ok`wait --for=condition=Accepted=False stage/nonsense --timeout=30s`;
  expect((await json<Stage>`get stage nonsense`).status?.conditions).toEqual([expect.objectContaining({ type: 'Accepted', status: 'False', message: 'spec.next.statusTemplate: function "nonsense" not defined' })]);
  expect(await ok`explain stage.spec.weight`).toContain('how likely it is among stages that select the same object');
  await ok`delete stage nonsense`;
}, minute);
