package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"rainmaker"
	"rainmaker/money"
)

// instant is a time as the schema keeps it: nanoseconds since 1970 UTC, NULL for none (the zero time).
type instant time.Time

// Value refuses a time that nanoseconds in an int64 cannot hold.
func (i instant) Value() (driver.Value, error) {
	t := time.Time(i)
	if t.IsZero() {
		return nil, nil
	}
	n := t.UnixNano()
	if !time.Unix(0, n).Equal(t) {
		return nil, rainmaker.Errorf(rainmaker.Invalid, "", "the time %s is outside the years 1678 to 2262", t)
	}
	return n, nil
}

// Scan reads what Value gave, in UTC.
func (i *instant) Scan(stored any) error {
	switch n := stored.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.Unix(0, n).UTC())
	default:
		return fmt.Errorf("stored instant %v is a %T", stored, stored)
	}
	return nil
}

// ratio is an exact ratio as the schema keeps it, by its key.
type ratio money.Ratio

// Value refuses a ratio that could not be read back.
func (r ratio) Value() (driver.Value, error) {
	key := money.Ratio(r).Key()
	if len(key) > 40 { // two int64; only what is longer can be too long
		if _, err := money.ParseRatio(key); err != nil {
			return nil, rainmaker.Errorf(rainmaker.Invalid, "", "a ratio is too long to be stored: %w", err)
		}
	}
	return key, nil
}

// Scan reads what Value gave.
func (r *ratio) Scan(stored any) error {
	key, ok := stored.(string)
	if !ok {
		return fmt.Errorf("stored ratio %v is a %T", stored, stored)
	}
	parsed, err := money.ParseRatio(key)
	*r = ratio(parsed)
	return err
}

// required refuses a moment that nobody has set: a store has no clock to put one in.
func required(op, what string, t time.Time) error {
	if t.IsZero() {
		return rainmaker.Errorf(rainmaker.Invalid, op, "%s is missing", what)
	}
	return nil
}

// limited is a LIMIT, for which SQLite takes -1 as none and we take 0.
func limited(op string, limit int) (int, error) {
	if limit < 0 {
		return 0, rainmaker.Errorf(rainmaker.Invalid, op, "a limit of %d; 0 means all", limit)
	}
	if limit == 0 {
		return -1, nil
	}
	return limit, nil
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, tx *sql.Tx, scan func(row) (T, error), query string, args ...any) (list []T, err error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return drain(rows, scan)
}

// drain reads and closes rows.
func drain[T any](rows *sql.Rows, scan func(row) (T, error)) (list []T, err error) {
	defer rows.Close() // after the loop it has nothing left to report that Err has not
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, rows.Err()
}

// row is what *sql.Row and *sql.Rows have in common.
type row interface{ Scan(into ...any) error }
