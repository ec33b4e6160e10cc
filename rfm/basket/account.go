package basket

// Account says where the rows went: Used and the others add up to Rows.
type Account struct {
	Rows     int64 // taken
	Used     int64 // lines of baskets, repeated items among them
	Returns  int64 // gave something back
	NoItem   int64 // name no item
	NoBasket int64 // name no order, or no customer where baskets are customers
	NoGroup  int64 // of customers in no group
}

// add adds the account of another worker.
func (a *Account) add(b Account) {
	a.Rows += b.Rows
	a.Used += b.Used
	a.Returns += b.Returns
	a.NoItem += b.NoItem
	a.NoBasket += b.NoBasket
	a.NoGroup += b.NoGroup
}
