/** What a server tells of itself when somebody asks. */
import type { Measures } from '../../api';
import type { VersionInfo } from '../dialect';
import type { Traffic } from '../layers/exchange';

interface Told { readonly version: VersionInfo; readonly traffic: Pick<Traffic, 'clock' | 'lanes'> }

export function tellServer(measures: Measures, { version, traffic: { clock, lanes } }: Told): void {
  const help = 'Maximal number of currently used inflight request limit of this apiserver per request kind in last second.';
  for (const kind of ['readOnly', 'mutating'] as const) {
    measures.reads('apiserver_current_inflight_requests', help, { request_kind: kind }, () => lanes[kind].mostAt(clock.monotonic()));
  }
  const { major, minor, gitVersion, gitCommit, gitTreeState, buildDate, goVersion, compiler, platform } = version;
  const labels = {
    major, minor, git_version: gitVersion, git_commit: gitCommit, git_tree_state: gitTreeState, build_date: buildDate, go_version: goVersion, compiler, platform,
  };
  const what = 'A metric with a constant \'1\' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.';
  measures.reads('kubernetes_build_info', what, labels, () => 1);
}
