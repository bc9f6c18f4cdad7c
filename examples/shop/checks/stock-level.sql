/*
id: stock-level
title: Products Whose Stock Is Not the Sum of Its Movements
severity: warning
key: [product_id]
invariant: The stock of a product is the sum of its movements.
why: The shop sells what is not there, or does not sell what is.
sentence: '{actual.name} has a stock of {actual.stock}, and its movements come to {expected.stock}'
advice: Count what is on the shelf, and enter the difference as a movement of its own.
needs: { products: [id, name, stock], stock_movements: [product_id, quantity] }
*/
select p.id as product_id, p.name, p.stock as actual_stock, coalesce(sum(m.quantity), 0) as expected_stock
from products as p
left join stock_movements as m on m.product_id = p.id
group by p.id, p.name, p.stock
having p.stock <> coalesce(sum(m.quantity), 0)
