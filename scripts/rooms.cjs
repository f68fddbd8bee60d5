/** Who may import whom (docs/architecture.md). Read by `npm run lint`. */
const rooms = ['api', 'registry', 'apiserver', 'client', 'scheduler', 'controllers', 'kubelet-sim', 'cmd'];

const tests = '[.]test[.]ts$|/testing/';

/** What a room may know beside itself. Tests may also open the doors of the rooms they stand on. */
const mayImport = {
  api: [],
  registry: ['api'],
  client: ['api'],
  apiserver: ['api', 'registry'],
  scheduler: ['api', 'client'],
  controllers: ['api', 'client'],
  'kubelet-sim': ['api', 'client'],
  cmd: rooms,
};

const roomRules = Object.entries(mayImport).map(([room, allowed]) => ({
  name: `${room}-may-import`,
  comment: `${room}/ may import only: ${allowed.join(', ') || 'nothing of ours'}.`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: tests },
  to: { path: `^(${rooms.filter((other) => other !== room && !allowed.includes(other)).join('|') || '(?!)'})/` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'no-circular', severity: 'error', comment: 'Imports run one way.',
      from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'through-the-door', severity: 'error', comment: "A room is entered through its index.ts.",
      from: { path: '^([^/]+)/' }, to: { path: `^(${rooms.join('|')})/`, pathNot: ['^$1/', '^[^/]+/index[.]ts$', '/testing/'] },
    },
    {
      name: 'dialects-apart', severity: 'error', comment: 'A dialect knows no other dialect.',
      from: { path: '^apiserver/dialects/([^/]+)/' }, to: { path: '^apiserver/dialects/', pathNot: '^apiserver/dialects/$1/' },
    },
    {
      name: 'dialects-know-the-interface', severity: 'error', comment: 'A dialect knows the dialect interface, not the server.',
      from: { path: '^apiserver/dialects/', pathNot: tests }, to: { path: '^apiserver/server[.]ts$' },
    },
    {
      name: 'plugins-are-pure', severity: 'error', comment: 'A scheduler plugin is handed what it needs.',
      from: { path: '^scheduler/plugins/', pathNot: tests }, to: { path: '^client/' },
    },
    {
      name: 'only-etcd-knows-etcd', severity: 'error', comment: 'registry/storage/etcd* is the only place that speaks to etcd.',
      from: { pathNot: ['^registry/storage/etcd', '^bench/'] }, to: { path: '^node_modules/(etcd3|@grpc)/' },
    },
    {
      name: 'sockets-in-http-only', severity: 'error', comment: 'client/http.ts is the only file of the client room that opens a socket.',
      from: { path: '^client/', pathNot: ['^client/http', tests] }, to: { path: '^(node:)?(http|https|http2|net|tls)$' },
    },
    {
      name: 'api-does-no-io', severity: 'error', comment: 'api/ is pure.',
      from: { path: '^api/', pathNot: tests }, to: { path: '^(node:)?(fs|http|https|http2|tls|child_process|worker_threads|dgram|fs/promises)$' },
    },
    { name: 'nobody-imports-cmd', severity: 'error', from: { pathNot: ['^cmd/', '^e2e/', '^bench/', '[.]test[.]ts$'] }, to: { path: '^cmd/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
