/** A label selector as Go prints it (k8s.io/apimachinery pkg/apis/meta/v1 generated.pb.go LabelSelector.String): events show it so. */
import type { meta } from '../../api';

export function printSelector(selector: meta.LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const labels = Object.keys(matchLabels).sort().map((key) => `${key}: ${matchLabels[key] ?? ''},`).join('');
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
