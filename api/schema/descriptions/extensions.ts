/** Descriptions of apiextensions.k8s.io and apiregistration.k8s.io. */
import { jsonSchema } from './json-schema';
import { condition, serviceReference, webhookClient } from './shared';
import type { Descriptions } from './shape';

export const apiextensions: Descriptions = () => ({
  ...jsonSchema(),
  CustomResourceDefinition: ['Adds a kind of your own to the API. Its name is <plural>.<group>.'],
  CustomResourceDefinitionSpec: ['What the kind is.', {
    group: 'API group of the kind.', names: 'What it is called.', scope: 'Cluster or Namespaced.', versions: 'Its versions.', conversion: 'How versions become each other.', preserveUnknownFields: 'Deprecated: must be false.',
  }],
  CustomResourceDefinitionNames: ['What a kind is called.', {
    plural: 'Plural, as in URLs.', singular: 'Singular; the kind in small letters by default.', shortNames: 'Names for hasty typing.', kind: 'Kind, in CamelCase.', listKind: 'Kind of the list; <kind>List by default.', categories: 'Groups of resources that it is part of, such as `all`.',
  }],
  CustomResourceDefinitionVersion: ['A version of the kind.', {
    name: 'Its name, such as v1.', served: 'True: it can be used.', storage: 'True for the one version that is stored.', deprecated: 'True: clients are warned.', deprecationWarning: 'Text of the warning.',
    schema: 'What objects look like.', subresources: 'Its /status and /scale.', additionalPrinterColumns: 'Columns of `kubectl get`.', selectableFields: 'Fields that can be selected by.',
  }],
  CustomResourceValidation: ['What objects look like.', { openAPIV3Schema: 'OpenAPI schema.' }],
  CustomResourceSubresources: ['Subresources of a kind.', { status: 'The status is written apart.', scale: 'It can be scaled.' }],
  CustomResourceSubresourceStatus: ['The status is written apart: requests to the object leave it alone, and those to /status everything else.'],
  CustomResourceSubresourceScale: ['How a kind is scaled.', { specReplicasPath: 'Field with the wanted number.', statusReplicasPath: 'Field with the present number.', labelSelectorPath: 'Field with the selector of the pods, as text.' }],
  CustomResourceColumnDefinition: ['A column of `kubectl get`.', {
    name: 'Heading.', type: 'OpenAPI type.', format: 'OpenAPI format.', description: 'What it shows.', priority: '0 is always shown, a higher number only in wide output.', jsonPath: 'Field that it shows.',
  }],
  SelectableField: ['A field that can be selected by.', { jsonPath: 'The field.' }],
  CustomResourceConversion: ['How versions become each other.', { strategy: 'None: only apiVersion changes. Webhook: a webhook does it.', webhook: 'The webhook.' }],
  WebhookConversion: ['A webhook that converts.', { clientConfig: 'How it is reached.', conversionReviewVersions: 'Versions of ConversionReview that it understands, the best first.' }],
  WebhookClientConfig: ['How a webhook is reached.', webhookClient()],
  ServiceReference: ['A service that answers.', serviceReference()],
  CustomResourceDefinitionStatus: ['How a kind is doing.', { conditions: 'NamesAccepted, Established and others.', acceptedNames: 'Names that it has.', storedVersions: 'Versions that objects may be stored in.', observedGeneration: 'Generation that was acted on.' }],
  CustomResourceDefinitionCondition: ['One observation about a definition.', { ...condition(), observedGeneration: 'Generation that it is about.' }],
  ConversionReview: ['A question to a webhook, and its answer.', { request: 'Objects to be converted.', response: 'Objects as converted.' }],
});

export const apiregistration: Descriptions = () => ({
  APIService: ['A group version of the API, and who serves it. Its name is <version>.<group>.'],
  APIServiceSpec: ['Which group version, and who serves it.', {
    service: 'Service of the server; none when this one serves it itself.', group: 'The group.', version: 'The version.', insecureSkipTLSVerify: 'True: the certificate of the server is not checked.',
    caBundle: 'Certificates (PEM, base64) that vouch for the server.', groupPriorityMinimum: 'Rank of the group: higher ones come first.', versionPriority: 'Rank of the version within the group.',
  }],
  APIServiceStatus: ['How it is doing.', { conditions: 'Available.' }],
  APIServiceCondition: ['One observation about an API service.', condition()],
  ServiceReference: ['A service that answers.', (({ namespace = '', name = '', port = '' }) => ({ namespace, name, port }))(serviceReference())],
});
