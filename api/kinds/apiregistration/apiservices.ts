/** APIServices: who serves a group and version (k8s.io/kube-aggregator pkg/apis/apiregistration/validation). */
import { formatTime } from '../../clock';
import { define } from '../../define';
import { invalid, notSupported, required, type FieldError } from '../../field-error';
import { label1035Fault } from '../../names';
import type * as apiregistration from '../../schema/types/apiregistration.v1';
import { byText, each, given, subdomain, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { statusView } from '../status-view';
import { portNumberText } from '../texts';

const local = { type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' };

export const apiservices = define<apiregistration.APIService>('apiregistration.k8s.io', 'v1', 'APIService', {
  strategy: {
    nameRule: 'path',
    finalizers: 'any',
    generation: false,
    default({ spec }) {
      if (spec.service) spec.service.port ??= 443;
    },
    prepareForCreate(service, { now }) {
      if (!service.spec.service) service.status = { conditions: [{ ...local, lastTransitionTime: formatTime(now) }] };
    },
    validate: ({ metadata, spec }) => [...validateName(metadata.name ?? '', spec), ...validateSpec(spec), ...validateService(spec)],
  },
  subresources: { status: statusView({ validateUpdate: validateStatus }) },
  columns: [
    nameColumn(),
    column('Service', 'The service behind it; Local: this server itself.', ({ spec: { service } }) => (service ? `${service.namespace ?? ''}/${service.name ?? ''}` : 'Local')),
    column('Available', 'Whether it can be reached.', formatAvailable),
    ageColumn(),
  ],
});

function formatAvailable({ status: { conditions } }: apiregistration.APIService): string {
  const available = conditions?.find(({ type }) => type === 'Available');
  if (!available) return 'Unknown';
  return available.status === 'True' ? available.status : `${available.status} (${available.reason ?? ''})`;
}

function validateName(name: string, { group = '', version = '' }: apiregistration.APIServiceSpec): FieldError[] {
  const wanted = `${version}.${group}`;
  return when(name !== wanted, () => invalid('metadata.name', name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(wanted)}`));
}

const label1035 = byText(label1035Fault);
const highestGroup = 20_000;
const highestVersion = 1000;

const validateSpec = ({ group, version = '', groupPriorityMinimum, versionPriority }: apiregistration.APIServiceSpec): FieldError[] => [
  ...when(!group && version !== 'v1', () => required('spec.group', 'only v1 may have an empty group and it better be legacy kube')),
  ...given(group, (name) => subdomain(name, 'spec.group')),
  ...label1035(version, 'spec.version'),
  ...when(groupPriorityMinimum <= 0 || groupPriorityMinimum > highestGroup, () =>
    invalid('spec.groupPriorityMinimum', groupPriorityMinimum, `must be positive and less than ${highestGroup}`)),
  ...when(versionPriority <= 0 || versionPriority > highestVersion, () => invalid('spec.versionPriority', versionPriority, `must be positive and less than ${highestVersion}`)),
];

function validateService({ service, caBundle, insecureSkipTLSVerify: insecure }: apiregistration.APIServiceSpec): FieldError[] {
  if (!service) {
    return [
      ...given(caBundle, (bundle) => [invalid('spec.caBundle', `${Buffer.from(bundle, 'base64').length} bytes`, 'local APIServices may not have a caBundle')]),
      ...when(insecure, () => invalid('spec.insecureSkipTLSVerify', insecure, 'local APIServices may not have insecureSkipTLSVerify')),
    ];
  }
  return [
    ...when(!service.namespace, () => required('spec.service.namespace')),
    ...when(!service.name, () => required('spec.service.name')),
    ...portNumberText(service.port ?? 443).map((text) => invalid('spec.service.port', service.port, `port is not valid: ${text}`)),
    ...when(insecure && caBundle, () => invalid('spec.insecureSkipTLSVerify', insecure, 'may not be true if caBundle is present')),
  ];
}

const states = ['False', 'True', 'Unknown'];

function validateStatus({ status }: apiregistration.APIService): FieldError[] {
  return each(status.conditions, 'status.conditions', ({ status: state }, at) => when(!states.includes(state), () => notSupported(`${at}.status`, state, states)));
}
