import { formatFieldError } from '../../../field-error';
import { faultsOf, read } from '../../testing/apply';
import { mutatingwebhookconfigurations as hub } from '../mutatingwebhookconfigurations';
import { mutatingwebhookconfigurationsInV1beta1 as mutating, validatingwebhookconfigurationsInV1beta1 as validating } from './webhooks';

const webhook = { name: 'a.example.com', clientConfig: { url: 'https://example.com/hook' } };
const sent = (...webhooks: object[]) => ({ metadata: { name: 'hooks' }, webhooks });

test('defaults are those of the version', () => {
  const defaults = { failurePolicy: 'Ignore', matchPolicy: 'Exact', sideEffects: 'Unknown', timeoutSeconds: 30, admissionReviewVersions: ['v1beta1'] };
  expect(read(validating.definition, sent(webhook)).webhooks).toEqual([{ ...webhook, ...defaults }]);
  const stored = read(hub, mutating.toHub(read(mutating.definition, sent(webhook))));
  expect(stored.webhooks).toMatchObject([{ ...defaults, reinvocationPolicy: 'Never', namespaceSelector: {}, objectSelector: {} }]);
});

test('what is stored through it may stay, and does not come by v1', () => {
  const stored = read(hub, mutating.toHub(read(mutating.definition, sent(webhook, webhook))));
  expect(mutating.rules?.validate?.(stored)).toEqual([]);
  expect(faultsOf(hub, stored)).toEqual([
    'webhooks[0].sideEffects: Unsupported value: "Unknown": supported values: "None", "NoneOnDryRun"',
    'webhooks[1].sideEffects: Unsupported value: "Unknown": supported values: "None", "NoneOnDryRun"',
    'webhooks[1].name: Duplicate value: "a.example.com"',
  ]);
  expect(hub.strategy.validate?.(stored, stored).map(formatFieldError)).toEqual([]);
});
