/** The conditions of a healthy node, in the words of a kubelet (pkg/kubelet/nodestatus/setters.go). */
type Said = readonly [type: string, status: string, reason: string, message: string];

export const healthyNode: readonly Said[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];

const pressures: Readonly<Record<string, Said>> = {
  MemoryPressure: ['MemoryPressure', 'True', 'KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
  DiskPressure: ['DiskPressure', 'True', 'KubeletHasDiskPressure', 'kubelet has disk pressure'],
};

/** What a node runs short of. */
export interface Pressures {
  readonly hasDiskPressure?: boolean;
  readonly hasMemoryPressure?: boolean;
}

export function conditionsOf({ hasDiskPressure, hasMemoryPressure }: Pressures): readonly Said[] {
  if (!hasDiskPressure && !hasMemoryPressure) return healthyNode;
  return healthyNode.map((said) => ((said[0] === 'DiskPressure' && hasDiskPressure) || (said[0] === 'MemoryPressure' && hasMemoryPressure) ? (pressures[said[0]] ?? said) : said));
}
