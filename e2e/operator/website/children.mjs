/** What a website consists of. */
import { managedBy } from './website.mjs';

export const labelsOf = ({ metadata: { name } }) => ({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': managedBy });

export function childrenOf(website) {
  const { apiVersion, kind, metadata: { namespace, name, uid }, spec: { replicas, tier, page } } = website;
  const labels = labelsOf(website);
  const metadata = { namespace, name, labels, ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }] };
  const cpu = tier === 'Large' ? '200m' : '50m';
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'index.html': `<title>${page.title ?? ''}</title>${page.body}` } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: {
      replicas, selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: {
        containers: [{ name: 'web', image: 'nginx:1.29', resources: { requests: { cpu } }, volumeMounts: [{ name: 'pages', mountPath: '/usr/share/nginx/html' }] }],
        volumes: [{ name: 'pages', configMap: { name } }],
      } },
    } },
  ];
}
