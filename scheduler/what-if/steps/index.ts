/** The steps that may help a pod, those first that cost least. */
import { requestSteps } from './requests';
import { placementSteps } from './placement';
import { tolerationSteps } from './tolerations';
import { nodeSteps } from './nodes';
import type { Scene, Step } from './step';

export const stepsFor = (scene: Scene): readonly Step[] => [...placementSteps(scene), ...tolerationSteps(scene), ...requestSteps(scene), ...nodeSteps(scene)];
