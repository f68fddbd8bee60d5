/** Descriptions of core/v1, one file for each part of it. */
import type { Descriptions } from '../shape';
import { containers } from './containers';
import { namespaces } from './namespaces';
import { nodes } from './nodes';
import { others } from './others';
import { persistentVolumes } from './persistent-volumes';
import { pods } from './pods';
import { scheduling } from './scheduling';
import { security } from './security';
import { services } from './services';
import { volumeDrivers } from './volume-drivers';
import { volumes } from './volumes';

export const core: Descriptions = () => ({
  ...containers(), ...namespaces(), ...nodes(), ...others(), ...persistentVolumes(), ...pods(), ...scheduling(), ...security(), ...services(), ...volumeDrivers(), ...volumes(),
});
