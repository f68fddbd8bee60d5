/** IngressClasses (kubernetes pkg/apis/networking/validation ValidateIngressClass). */
import { define } from '../../define';
import { forbidden, notSupported, required, tooLong, type FieldError } from '../../field-error';
import type * as networking from '../../schema/types/networking.v1';
import { domainPrefixedPath, given, immutable, label, when } from '../checks';
import { ageColumn, column, nameColumn, none } from '../columns';
import { validateLocalReference } from './reference';

export const ingressclasses = define<networking.IngressClass>('networking.k8s.io', 'v1', 'IngressClass', {
  strategy: {
    default: ({ spec: { parameters } }) => {
      if (parameters) parameters.scope ??= 'Cluster';
    },
    validate: ({ spec: { controller, parameters } }) => [
      ...validateController(controller ?? '', 'spec.controller'),
      ...given(parameters, (reference) => validateParameters(reference, 'spec.parameters')),
    ],
    validateUpdate: ({ spec }, { spec: old }) => immutable(spec.controller, old.controller, 'spec.controller'),
  },
  columns: [
    nameColumn(),
    column('Controller', 'The controller that is in charge.', ({ spec }) => spec.controller ?? ''),
    column('Parameters', 'Where the controller finds its settings.', ({ spec }) => formatParameters(spec.parameters)),
    ageColumn(),
  ],
});

function formatParameters(parameters: networking.IngressClassParametersReference | undefined): string {
  if (!parameters) return none;
  const { apiGroup, kind, name } = parameters;
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`;
}

const longestController = 250;

const validateController = (controller: string, field: string): FieldError[] =>
  [...when(controller.length > longestController, () => tooLong(field, longestController)), ...domainPrefixedPath(controller, field)];

const scopes = ['Cluster', 'Namespace'];

const validateParameters = ({ scope, namespace, ...reference }: networking.IngressClassParametersReference, field: string): FieldError[] => [
  ...validateLocalReference(reference, field),
  ...when(!scopes.includes(scope ?? ''), () => notSupported(`${field}.scope`, scope, scopes)),
  ...(scope === 'Namespace' ? namespaceOf(namespace, `${field}.namespace`) : []),
  ...when(scope === 'Cluster' && namespace !== undefined, () => forbidden(`${field}.namespace`, "`parameters.scope` is set to 'Cluster'")),
];

const namespaceOf = (namespace: string | undefined, field: string): FieldError[] =>
  (namespace === undefined ? [required(field, "`parameters.scope` is set to 'Namespace'")] : label(namespace, field));
