/** What the API server asks about websites, over TLS. */
import { createServer } from 'node:https';
import { convert, group, systemNamespace } from './website.mjs';

/** Resolves with the port. */
export async function serveWebhooks({ cert, key, port, core, say }) {
  const reviews = {
    '/default': ({ request }) => ({ uid: request.uid, allowed: true, ...defaults(request) }),
    '/check': async ({ request }) => ({ uid: request.uid, ...(await check(request)) }),
    '/convert': ({ request: { uid, desiredAPIVersion, objects } }) =>
      ({ uid, result: { status: 'Success' }, convertedObjects: objects.map((object) => convert(object, desiredAPIVersion)) }),
  };

  /** A title, and who has made it. */
  function defaults({ operation, name, object, userInfo }) {
    const patch = [];
    if (!object.spec.page?.title) patch.push({ op: 'add', path: '/spec/page/title', value: name });
    if (operation === 'CREATE') {
      if (!object.metadata.annotations) patch.push({ op: 'add', path: '/metadata/annotations', value: {} });
      patch.push({ op: 'add', path: `/metadata/annotations/${group}~1made-by`, value: userInfo.username });
    }
    return patch.length ? { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') } : {};
  }

  async function check({ operation, namespace, name, object, oldObject, dryRun, requestKind }) {
    const { spec: { host, tier }, metadata: { labels = {} } } = object ?? oldObject;
    say('checked', operation, name, requestKind.version, dryRun ? 'dry run' : '');
    const auditAnnotations = { host };
    if (operation === 'DELETE') return labels.protected === 'yes' ? denied(`${name} is protected`, auditAnnotations) : { allowed: true, auditAnnotations };
    const holder = await holderOf(host);
    if (holder && holder !== `${namespace}/${name}`) return denied(`host ${host} is taken by ${holder}`, auditAnnotations);
    return { allowed: true, auditAnnotations, ...(tier === 'Large' && { warnings: ['tier Large is paid by the hour'] }) };
  }

  async function holderOf(host) {
    try {
      return (await core.readNamespacedConfigMap({ namespace: systemNamespace, name: 'hosts' })).data?.[host];
    } catch (error) {
      if (error.code !== 404) throw error;
    }
  }

  const denied = (message, auditAnnotations) => ({ allowed: false, status: { code: 403, reason: 'Forbidden', message }, auditAnnotations });

  const server = createServer({ cert, key }, (request, response) => {
    const review = reviews[new URL(request.url, 'https://webhooks').pathname];
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', async () => {
      try {
        const { apiVersion, kind, ...asked } = JSON.parse(Buffer.concat(chunks).toString());
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ apiVersion, kind, response: await review(asked) }));
      } catch (error) {
        response.writeHead(500).end(error.message);
      }
    });
  });
  await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  return server.address().port;
}
