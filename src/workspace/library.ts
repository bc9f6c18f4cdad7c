/** What is lent to code that is run here, a configuration or a test: an import of this package means this very program. */
export const library = (): Promise<object> => import('../index.ts');
