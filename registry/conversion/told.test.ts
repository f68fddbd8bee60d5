import { Measures } from '../../api';
import { closeWebhooks } from '../admission/webhooks/testing/webhook-server';
import { closeAll, openTest } from '../testing/harness';
import { define, key, serveConversions, v1, widgets, type WidgetConversions } from './testing/widgets';

afterEach(async () => {
  await closeAll();
  await closeWebhooks();
});

const cases: readonly (readonly [string, (hook: WidgetConversions) => void | Promise<void>, string])[] = [
  ['that went well', () => undefined, ''],
  ['that nobody answered', (hook) => hook.close(), 'conversion_webhook_call_failure'],
  ['whose answer is no review', (hook) => { hook.review = (right) => ({ ...right, response: undefined }); }, 'conversion_webhook_malformed_response_failure'],
  ['whose answer lacks objects', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: [] }); }, 'conversion_webhook_partial_response_failure'],
  ['whose answer has other objects', (hook) => { hook.twist = (right) => ({ ...right, convertedObjects: [v1('a')] }); }, 'conversion_webhook_invalid_converted_object_failure'],
];

it.each(cases)('a conversion %s is counted', async (_, set, failure) => {
  const measures = new Measures();
  const { registry } = await openTest({ measures });
  const hook = await serveConversions();
  await define(registry, hook.config);
  await widgets(registry, 'v1').create(v1('a'), 'default');
  await set(hook);
  const reading = widgets(registry, 'v2').get(key('a'));
  await (failure ? expect(reading).rejects.toMatchObject({ code: 500 }) : reading);
  const told = (name: string) => measures.families().find((family) => family.name === name)?.samples();
  const outcome = { result: failure ? 'failure' : 'success', failure_type: failure };
  const requests = told('apiserver_conversion_webhook_request_total') ?? [];
  expect(requests.map(({ labels }) => labels)).toEqual([outcome]);
  // A read that fails is tried on the store as well.
  const value = requests[0]?.value ?? 0;
  expect(value).toBeGreaterThan(0);
  expect(told('apiserver_conversion_webhook_duration_seconds')).toContainEqual({ suffix: '_count', labels: outcome, value });
  const ofKind = { crd_name: 'widgets.example.com', from_version: 'v1', to_version: 'v2', succeeded: String(!failure) };
  expect(told('apiserver_crd_conversion_webhook_duration_seconds')).toContainEqual({ suffix: '_count', labels: ofKind, value });
});
