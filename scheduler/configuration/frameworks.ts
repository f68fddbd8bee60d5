/** Running plugins from a plan: what does not work is told by the field that asks for it. */
import { fieldError } from '../../api';
import { withBcs } from '../bcs-profile';
import { ProfileFault } from '../points';
import { withPolicies } from '../policies';
import { buildFramework, type Framework, type ProfileIngredients } from '../profile';
import { invalidConfiguration, type Plan } from './plan';

/** Throws ApiError Invalid. */
export const frameworksOf = ({ profiles }: Pick<Plan, 'profiles'>, ingredients: ProfileIngredients): readonly Framework[] =>
  withBcs(withPolicies(profiles.map((profile, i) => {
    try {
      return buildFramework(profile, ingredients);
    } catch (error) {
      if (!(error instanceof ProfileFault)) throw error;
      throw invalidConfiguration([fieldError.invalid(`profiles[${i}].${error.field}`, error.value ?? fieldError.omitted, error.message)]);
    }
  }), ingredients), ingredients);
