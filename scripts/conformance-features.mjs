/**
 * What of the Kubernetes API is there, area by area: a feature, and the tests that show it ([file or folder, and which of its tests]).
 * `refused` says how a feature that is known is turned down; `missing` names what is not there at all.
 */
const k8s = (name) => `apiserver/dialects/kubernetes/${name}.test.ts`;
const kubectl = (name) => `e2e/kubectl/${name}.test.ts`;

export const areas = [
  {
    title: 'Versions, discovery, documents',
    features: [
      { feature: 'every stable group, version and kind of 1.36', by: [[k8s('exam')], ['api/kinds/exam.test.ts']] },
      { feature: 'beta versions that 1.20 served, converted without loss, with their deprecation warnings', by: [['api/kinds/legacy-versions.test.ts'], [k8s('deprecation')], [kubectl('legacy')]] },
      { feature: 'autoscaling/v1 beside v2, events.k8s.io/v1 beside core/v1', by: [['registry/converted-store.test.ts'], ['api/kinds/autoscaling/']] },
      { feature: 'ComponentStatus, found out when asked for', by: [[k8s('deprecation'), /component statuses/], [kubectl('legacy'), /componentstatuses/]] },
      { feature: 'discovery, plain and aggregated (v2, v2beta1)', by: [[k8s('discovery')]] },
      { feature: 'OpenAPI v2 (JSON, gnostic protobuf) and v3 by group with hashes', by: [[k8s('discovery'), /OpenAPI/]] },
      { feature: '`kubectl explain`, `api-resources`, `api-versions`', by: [[kubectl('explain')]] },
    ],
  },
  {
    title: 'Custom resources',
    features: [
      { feature: 'CustomResourceDefinitions: names, structural schemas, conditions, several versions, schema changes while served, deletion with all objects', by: [[k8s('custom-resources')], ['api/structural/'], [kubectl('custom')]] },
      { feature: 'pruning, defaulting, validation with ratcheting, list types, embedded resources, int-or-string', by: [['api/structural/'], [k8s('custom-resources')]] },
      { feature: '`x-kubernetes-validations` (CEL)', by: [['api/custom/rules.test.ts'], ['api/cel/']] },
      { feature: 'status, scale, printer columns, selectable fields, server-side apply, OpenAPI of custom resources', by: [[k8s('custom-resources')]] },
      { feature: 'garbage collection and namespaces of custom resources', by: [['controllers/garbage-collector/custom.test.ts']] },
    ],
  },
  {
    title: 'Aggregated API servers',
    features: [
      { feature: 'APIServices of what is served here, with upstream\'s priorities; those of custom resources come and go with them', by: [['apiserver/aggregation/registrar.test.ts'], ['apiserver/aggregation/registration.test.ts'], ['apiserver/aggregation/priorities.test.ts']] },
      { feature: 'availability: service, endpoints, discovery, certificates; loopback addresses alone', by: [['apiserver/aggregation/target.test.ts'], ['apiserver/aggregation/aggregator.test.ts', /says why/]] },
      { feature: 'requests passed on over TLS with the user\'s headers, watches, upgrades (WebSocket, SPDY)', by: [['apiserver/aggregation/aggregator.test.ts'], [kubectl('aggregation')]] },
      { feature: 'their discovery (stale while they do not answer) and OpenAPI merged', by: [['apiserver/aggregation/aggregator.test.ts', /discovery|OpenAPI/], [kubectl('aggregation')]] },
      { feature: 'the front proxy: its client certificate, `extension-apiserver-authentication`', by: [['apiserver/aggregation/front-proxy.test.ts'], ['apiserver/aggregation/trust.test.ts']] },
    ],
  },
  {
    title: 'Representations',
    features: [
      { feature: 'JSON and YAML, `pretty`', by: [[k8s('objects'), /YAML|pretty/], [k8s('negotiate')]] },
      { feature: 'protobuf requests and answers', by: [[k8s('protobuf')]] },
      { feature: 'CBOR', refused: '406 or 415', by: [[k8s('objects'), /406/], [k8s('client-shapes'), /CBOR/]] },
      { feature: 'Table (v1, v1beta1; includeObject None, Metadata, Object)', by: [[k8s('lists'), /Tables/], [k8s('watch'), /Tables/]] },
      { feature: 'PartialObjectMetadata and its list', by: [[k8s('lists'), /PartialObjectMetadata/], [k8s('watch'), /PartialObjectMetadata/]] },
      { feature: 'gzip for large answers', by: [[k8s('gzip')]] },
    ],
  },
  {
    title: 'Writing',
    features: [
      { feature: 'create, replace, delete, with validation and defaults in upstream\'s words', by: [[k8s('objects')], [kubectl('invalid')], ['api/kinds/']] },
      { feature: 'JSON patch, merge patch, strategic merge patch with every directive', by: [['api/patch/'], [kubectl('patch')]] },
      { feature: 'server-side apply: owners, conflicts, force, removal, list maps and sets, status, scale, versions', by: [[k8s('apply')], ['api/apply/'], ['api/kinds/exam.test.ts']] },
      { feature: 'managedFields of ordinary writes', by: [[k8s('apply'), /ordinary writes/], ['api/apply/update.test.ts']] },
      { feature: '`kubectl apply` (client-side, server-side, migration), `--prune`, applysets, `diff`, kustomize', by: [[kubectl('apply')]] },
      { feature: '`dryRun=All`', by: [[k8s('objects'), /dryRun/], [kubectl('check')]] },
      { feature: '`fieldValidation` Strict, Warn, Ignore; doubled fields', by: [[k8s('objects'), /fieldValidation/]] },
      { feature: 'preconditions, generateName, grace, propagation, orphans', by: [['registry/writes/delete.test.ts'], ['registry/writes/create.test.ts'], [kubectl('delete')]] },
      { feature: 'deletecollection with selectors', by: [[k8s('delete-collection')]] },
      { feature: 'addresses and ports of Services are given, kept apart and given back', by: [['registry/admission/']] },
      { feature: 'LimitRange: defaults and bounds of containers, pods and claims', by: [['registry/admission/limit-ranger/']] },
      { feature: 'service accounts of pods, with token volume and secrets for images', by: [['registry/admission/service-account/']] },
      { feature: 'priority and runtime classes, default classes and tolerations, resizes of claims', by: [['registry/admission/priority.test.ts'], ['registry/admission/runtime-class.test.ts'], ['registry/admission/default-classes.test.ts'], ['registry/admission/small-plugins.test.ts']] },
      { feature: 'admission webhooks, mutating and validating: selectors, conditions, versions, dry runs, failures, timeouts, reinvocation', by: [['registry/admission/webhooks/'], [k8s('webhooks')], [kubectl('webhooks')]] },
      { feature: 'Pod Security Standards: levels and versions, warnings for templates and relabelled namespaces', by: [['registry/admission/pod-security/'], ['api/pod-security/']] },
      { feature: 'admission policies, validating and mutating: rules, bindings, parameters, conditions, variables, actions, apply configurations, JSON patches', by: [['registry/admission/policies/'], ['api/admission-expressions/'], [kubectl('policies')]] },
      { feature: 'an operator on `@kubernetes/client-node` (informers, finalizer, server-side apply, status, events, lease; admission and conversion webhooks of its own authority), through its own end and the server\'s', by: [['e2e/operator/']] },
      { feature: 'expressions of policies and match conditions ask the `authorizer`; their types are checked against the kinds that are meant (`status.typeChecking`)', by: [['api/admission-expressions/authorizers.test.ts'], ['api/admission-expressions/type-check.test.ts'], ['controllers/admission-policy-status.test.ts']] },
      { feature: 'certificates: requests approved, signed by the cluster\'s authority, cleaned up; `kube-root-ca.crt` in every namespace; ClusterRoles put together', by: [['controllers/certificates/'], ['controllers/clusterrole-aggregation.test.ts'], ['e2e/certificates.test.ts']] },
      { feature: 'volumes and claims stay while they are used; they are bound, made for classes, attached, and grow', by: [['controllers/volumes/'], [kubectl('volumes')]] },
      { feature: 'nodes that fall silent, taints, evictions by toleration, pods of nodes that are gone', by: [['controllers/nodelifecycle/'], ['controllers/tainteviction/'], ['controllers/podgc/'], [kubectl('node-failure')]] },
      { feature: 'addresses of services: IPAddresses out of ServiceCIDRs, kept together; the Service `kubernetes`', by: [['controllers/serviceaddresses/'], ['registry/admission/admission.test.ts', /cluster IPs/], ['apiserver/kubernetes-service.test.ts']] },
      { feature: 'EndpointSlices and their mirrors; addresses of load balancers', by: [['controllers/endpointslice/'], ['controllers/loadbalancer/'], [kubectl('services')]] },
      { feature: 'ResourceQuota: exact however much is asked for at once, scopes, counts of every kind', by: [['registry/admission/resource-quota/'], ['api/quota/'], ['controllers/resourcequota/'], ['e2e/resource-quota.test.ts']] },
    ],
  },
  {
    title: 'Reading and watching',
    features: [
      { feature: 'label and field selectors', by: [[k8s('lists')], ['api/selector.test.ts']] },
      { feature: 'pages, remainingItemCount, expired tokens', by: [[k8s('lists'), /pages|token/], ['registry/pages.test.ts']] },
      { feature: 'resourceVersion 0, exact, not older than, in the future, in the past', by: [[k8s('lists')], ['registry/pages.test.ts']] },
      { feature: 'watches: from a version, initial events with their bookmark, bookmarks, transitions, 410, timeouts', by: [[k8s('watch')], ['registry/watching.test.ts']] },
      { feature: 'watches over WebSockets', by: [[k8s('web-socket')]] },
      { feature: 'request shapes of client-go, controller-runtime, Helm, Argo CD, Flux, k9s', by: [[k8s('client-shapes')]] },
    ],
  },
  {
    title: 'Subresources',
    features: [
      { feature: 'status, scale', by: [[k8s('objects'), /subresources/], ['registry/writes/']] },
      { feature: 'pods/binding', by: [[k8s('objects'), /binding/]] },
      { feature: 'pods/eviction, within disruption budgets', by: [[k8s('eviction')], [kubectl('nodes'), /drain/]] },
      { feature: 'pods/ephemeralcontainers, pods/resize', by: [[k8s('pod-views')], [kubectl('subresources'), /resize|debug/]] },
      { feature: 'serviceaccounts/token, TokenReview, the keys of the issuer', by: [[k8s('tokens')], [kubectl('subresources'), /token/]] },
      { feature: 'certificatesigningrequests/approval', by: [[kubectl('subresources'), /certificate/]] },
      { feature: 'pods/log, exec, attach, portforward, proxy; services/proxy; nodes/proxy', by: [[k8s('connections')], [kubectl('streams')]] },
    ],
  },
  {
    title: 'kubectl and client libraries',
    features: [
      { feature: '`get` in every form of output, `describe`, `events`, `cluster-info dump`', by: [[kubectl('get')], [kubectl('describe')], [kubectl('explain')]] },
      { feature: '`create` (every generator), `run`, `expose`, `autoscale`', by: [[kubectl('create')], [kubectl('run')]] },
      { feature: '`rollout`, `scale`, `set`', by: [[kubectl('rollout')], [kubectl('set')]] },
      { feature: '`label`, `annotate`, `taint`, `cordon`, `drain`', by: [[kubectl('label')], [kubectl('nodes')]] },
      { feature: '`edit`, `replace`, `patch`, `delete`, `wait`, `auth`', by: [[kubectl('replace')], [kubectl('patch')], [kubectl('delete')], [kubectl('wait')]] },
      { feature: '`@kubernetes/client-node`: typed clients of every group, watches, informers over a restart and a 410', by: [['e2e/every-kind.test.ts'], ['e2e/client-node.test.ts'], ['e2e/informer.test.ts']] },
    ],
  },
  {
    title: 'Not there yet',
    features: [
      { feature: 'TLS, authentication, authorization', missing: 'everybody is an administrator; reviews of access say yes' },
    ],
  },
];
