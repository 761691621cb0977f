import { isObjectType, type GraphQLSchema } from 'graphql';
import { afterwards } from '../../kernel/dependencies.js';
import type { CostModel } from './cost.js';
import type { LimitedContext } from './limits.js';

/** Lets no field that makes objects, or computes for long, run before it is the turn of its operation; and none once its time is over. */
export function paceFields(schema: GraphQLSchema, costs: CostModel): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__') || type === schema.getSubscriptionType()) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      const points = costs.pointsOf(field, type);
      if (!resolve || points < 1) continue;
      field.resolve = (root, args, context: LimitedContext, info) => {
        const wait = context.pace.pass(points);
        return wait ? afterwards(wait, () => resolve(root, args, context, info)) : resolve(root, args, context, info);
      };
    }
  }
}
