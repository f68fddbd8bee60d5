/** A pod's life, in the order in which stages are asked. */
import type { Stage } from '../stage';
import { configured } from './configured';
import { createStage } from './create';
import { endsEarly } from './ends-early';
import { initStage } from './init';
import { liveStage } from './live';
import { mounted } from './mounts';
import { pullsFail } from './pull-error';
import { runStage } from './run';
import { terminateStage } from './terminate';

/** What has to be there before a container starts, in the order in which a kubelet asks for it. */
const starting = (stage: Stage): Stage => mounted(pullsFail(configured(stage)));

export const podStages: readonly Stage[] = [terminateStage, createStage, ...[starting(initStage), starting(runStage), liveStage].map(endsEarly)];
