/** pauseUpdateDeployment and resumeUpdateDeployment. */
import type { bcs } from '../../../../../api';
import type { Call } from '../../call';
import { BcsFault } from '../../faults';
import { keyAt } from '../../sent';
import { expectLegal, intend } from './intend';

const written = (operation: 'pause' | 'resume', refusal: string, change: (rollout: bcs.Rollout) => bcs.Rollout) => (call: Call): Promise<void> =>
  intend(call.service, keyAt(call), (spec, current) => {
    expectLegal(operation, current, () => refusal);
    // Somebody has changed the definition with Kubernetes' API, and nobody has seen it yet.
    if (!spec.rollout) throw new BcsFault('E200', refusal);
    return { ...spec, rollout: change(spec.rollout) };
  });

/** The step that is going on ends. */
export const pause = written('pause', 'deployment is not in updating', (rollout) => ({ ...rollout, paused: true }));

export const resume = written('resume', 'deployment is not update paused or suspend', ({ paused: _paused, resumes = 0, ...rollout }) => ({ ...rollout, resumes: resumes + 1 }));
