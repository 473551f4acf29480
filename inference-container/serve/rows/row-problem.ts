import type { Problem } from '../../../contracts/result.ts';

/** A problem that was found in a row, as one of the body: `features.a` in `instances[3]` is `instances[3].features.a`. */
export function rowProblem(problem: Problem, rowPath: string): Problem {
  const joint = problem.path === '' || problem.path.startsWith('[') ? '' : '.';
  return { ...problem, path: rowPath + joint + problem.path };
}
