/** Why no more nodes were left: the nodes that were ruled out, by reason, the most frequent first. */
import type { NodeInfo } from '../framework';
import type { Attempt } from './attempt';
import type { Cause } from './decision';
import { countOf, detailOf, phraseOf, type Group } from './wordings';

export function causesOf(attempt: Attempt): readonly Cause[] {
  const causes = groupsOf(attempt).map((group): Cause => ({
    plugin: group.plugin, reason: group.reason, phrase: phraseOf(group), count: group.nodes.length, nodes: group.nodes.map(({ name }) => name),
  }));
  return [...causes, ...leftOut(attempt)].sort((a, b) => b.count - a.count || (a.phrase < b.phrase ? -1 : 1));
}

function groupsOf({ diagnosis, pod }: Attempt): readonly Group[] {
  const groups = new Map<string, Group & { readonly nodes: NodeInfo[] }>();
  diagnosis?.forEachRejected((node, { reasons }, plugin) => {
    const detail = detailOf(plugin, node, pod);
    for (const reason of reasons) {
      const key = JSON.stringify([plugin, reason, detail]);
      const group = groups.get(key) ?? { plugin, reason, detail, nodes: [], pod };
      group.nodes.push(node);
      groups.set(key, group);
    }
  });
  return [...groups.values()];
}

/** Nodes that preFilter plugins left out of the search. */
function leftOut({ answers, diagnosis, feasible, nodes }: Attempt): readonly Cause[] {
  const narrowing = [...(answers.get('preFilter') ?? [])].filter(([, answer]) => answer && 'nodeNames' in answer).map(([plugin]) => plugin).sort();
  const count = nodes.length - feasible.length - (diagnosis?.size ?? 0);
  if (!narrowing.length || count <= 0) return [];
  const reason = `node(s) didn't satisfy plugin(s) [${narrowing.join(' ')}]`;
  return [{ plugin: narrowing.join(' '), reason, count, nodes: [], phrase: `${countOf(count, 'node')} ${count === 1 ? 'is' : 'are'} not among those that ${narrowing.join(' and ')} ${narrowing.length === 1 ? 'leaves' : 'leave'}` }];
}
