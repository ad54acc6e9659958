/** True when a step answered with a failure, or threw: what nobody may ask for is a bug of whoever asked. */
export async function refused(step: () => Promise<{ readonly ok: boolean }>): Promise<boolean> {
  try {
    return !(await step()).ok;
  } catch (error) {
    if (error instanceof Error) return true;
    throw error;
  }
}
