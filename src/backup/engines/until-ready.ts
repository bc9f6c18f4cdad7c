/** Asks a server that is starting until it answers, or has ended. */
export async function untilReady<T>(ask: () => Promise<T>, isOver: () => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 100 || isOver()) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
