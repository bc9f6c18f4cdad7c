/** The shop's tables, as far as the checks read them. Kysely completes and checks every name against this. */
export interface Shop {
  orders: {
    id: number;
    customer_id: number;
    status: 'placed' | 'paid' | 'shipped' | 'cancelled';
    total_cents: number;
    paid_at: string | null;
    shipped_at: string | null;
  };
  order_lines: { id: number; order_id: number; product_id: number; quantity: number; price_cents: number };
}
