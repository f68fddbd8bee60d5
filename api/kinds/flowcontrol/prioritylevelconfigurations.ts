/** PriorityLevelConfigurations (kubernetes pkg/apis/flowcontrol/validation, defaults in …/v1). They do not act here. */
import { define } from '../../define';
import { forbidden, invalid, notSupported, required, type FieldError } from '../../field-error';
import type * as flowcontrol from '../../schema/types/flowcontrol.v1';
import { given, when } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';
import { statusView } from '../status-view';
import { rangeText } from '../texts';
import { mandatoryPriorityLevels, validateConditions, validateMandatory } from './mandatory';

type Limited = flowcontrol.LimitedPriorityLevelConfiguration;

const queuingOf = ({ spec }: flowcontrol.PriorityLevelConfiguration): flowcontrol.QueuingConfiguration | undefined => spec.limited?.limitResponse?.queuing;

export const prioritylevelconfigurations = define<flowcontrol.PriorityLevelConfiguration>('flowcontrol.apiserver.k8s.io', 'v1', 'PriorityLevelConfiguration', {
  strategy: {
    default: applyDefaults,
    validate: ({ metadata: { name = '' }, spec }) => [
      ...when((name === 'exempt') !== (spec.type === 'Exempt'), () => invalid('spec.type', spec.type, "type must be 'Exempt' if and only if name is 'exempt'")),
      ...validateType(spec),
      ...validateMandatory(name, spec, mandatoryPriorityLevels),
    ],
  },
  subresources: { status: statusView<flowcontrol.PriorityLevelConfiguration>({ validateUpdate: validateConditions }) },
  columns: [
    nameColumn(),
    column('Type', 'Whether requests of this level are limited.', ({ spec }) => spec.type),
    column('NominalConcurrencyShares', 'Its share of what the server can do at once.', ({ spec }) => spec.limited?.nominalConcurrencyShares ?? none),
    column('Queues', 'Number of queues of waiting requests.', (level) => queuingOf(level)?.queues ?? none),
    column('HandSize', 'Number of queues one flow may use.', (level) => queuingOf(level)?.handSize ?? none),
    column('QueueLengthLimit', 'Requests that may wait in one queue.', (level) => queuingOf(level)?.queueLengthLimit ?? none),
    ageColumn(),
  ],
});

function applyDefaults(level: flowcontrol.PriorityLevelConfiguration): void {
  const { metadata, spec } = level;
  if (metadata.name === 'exempt') spec.exempt ??= {};
  if (spec.exempt) spec.exempt = { nominalConcurrencyShares: spec.exempt.nominalConcurrencyShares ?? 0, lendablePercent: spec.exempt.lendablePercent ?? 0 };
  if (!spec.limited) return;
  spec.limited.nominalConcurrencyShares ??= 30;
  spec.limited.lendablePercent ??= 0;
  const queuing = queuingOf(level);
  if (!queuing) return;
  queuing.queues ||= 64;
  queuing.handSize ||= 8;
  queuing.queueLengthLimit ||= 50;
}

const types = ['Exempt', 'Limited'];

function validateType({ type, limited, exempt }: flowcontrol.PriorityLevelConfigurationSpec): FieldError[] {
  switch (type) {
    case 'Exempt':
      return [
        ...when(limited, () => forbidden('spec.limited', 'must be nil if the type is not Limited')),
        ...given(exempt, (shares) => validateShares(shares, 'spec.exempt')),
      ];
    case 'Limited':
      return [
        ...when(exempt, () => forbidden('spec.exempt', 'must be nil if the type is not Exempt')),
        ...(limited ? validateLimited(limited, 'spec.limited') : [required('spec.limited', 'must not be empty when type is Limited')]),
      ];
    default:
      return [notSupported('spec.type', type, types)];
  }
}

const validateShares = ({ nominalConcurrencyShares: shares, lendablePercent: lendable }: Limited | flowcontrol.ExemptPriorityLevelConfiguration, field: string): FieldError[] => [
  ...given(shares, (count) => when(count < 0, () => invalid(`${field}.nominalConcurrencyShares`, count, 'must be a non-negative integer'))),
  ...given(lendable, (percent) => when(percent < 0 || percent > 100, () => invalid(`${field}.lendablePercent`, percent, rangeText(0, 100)))),
];

const validateLimited = (limited: Limited, field: string): FieldError[] => [
  ...validateShares(limited, field),
  ...given(limited.borrowingLimitPercent, (percent) =>
    when(percent < 0, () => invalid(`${field}.borrowingLimitPercent`, percent, 'if specified, must be a non-negative integer'))),
  ...validateResponse(limited.limitResponse, `${field}.limitResponse`),
];

const responses = ['Queue', 'Reject'];

function validateResponse({ type, queuing }: Partial<flowcontrol.LimitResponse> = {}, field: string): FieldError[] {
  switch (type) {
    case 'Reject':
      return when(queuing, () => forbidden(`${field}.queuing`, 'must be nil if limited.limitResponse.type is not Limited'));
    case 'Queue':
      return queuing ? validateQueuing(queuing, `${field}.queuing`) : [required(`${field}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
    default:
      return [notSupported(`${field}.type`, type ?? '', responses)];
  }
}

const mostQueues = 10_000_000;
/** Bits of the hash from which hands are dealt (k8s.io/apiserver pkg/util/shufflesharding). */
const hashBits = 60;

function validateQueuing({ queues, handSize, queueLengthLimit }: flowcontrol.QueuingConfiguration, field: string): FieldError[] {
  const queuesText = queues <= 0 ? 'must be positive' : queues > mostQueues ? `must not be greater than ${mostQueues}` : undefined;
  const handText = handSize <= 0 ? 'must be positive'
    : handSize > queues ? `should not be greater than queues (${queues})`
      : Math.ceil(Math.log2(queues) * handSize) > hashBits
        ? `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${hashBits}` : undefined;
  return [
    ...when(queueLengthLimit <= 0, () => invalid(`${field}.queueLengthLimit`, queueLengthLimit, 'must be positive')),
    ...given(queuesText, (text) => [invalid(`${field}.queues`, queues, text)]),
    ...given(handText, (text) => [invalid(`${field}.handSize`, handSize, text)]),
  ];
}
