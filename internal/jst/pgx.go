package jst

import (
	"errors"

	"github.com/jackc/pgx/v5/pgtype"
)

var errInfiniteDate = errors.New("date is infinite")

// DateValue gives d to a column of type date; no day is NULL. It makes pgx encode Day without a codec of its
// own.
func (d Day) DateValue() (pgtype.Date, error) {
	if d.IsZero() {
		return pgtype.Date{}, nil
	}
	return pgtype.Date{Time: d.date(), Valid: true}, nil
}

// ScanDate takes d from a column of type date; NULL is no day. It refuses the infinite dates.
func (d *Day) ScanDate(v pgtype.Date) error {
	switch {
	case !v.Valid:
		*d = Day{}
	case v.InfinityModifier != pgtype.Finite:
		return errInfiniteDate
	default:
		*d = MakeDay(v.Time.Date())
	}
	return nil
}

// DateValue gives m to a column of type date as its first day; no month is NULL.
func (m Month) DateValue() (pgtype.Date, error) { return m.First().DateValue() }

// ScanDate takes m from a column of type date: the month that holds the day. NULL is no month.
func (m *Month) ScanDate(v pgtype.Date) error {
	var d Day
	if err := d.ScanDate(v); err != nil {
		return err
	}
	*m = d.Month()
	return nil
}

// TextValue gives m to a column of type text as "2026-11"; no month is NULL.
func (m Month) TextValue() (pgtype.Text, error) {
	return pgtype.Text{String: m.String(), Valid: !m.IsZero()}, nil
}

// ScanText takes m from a column of type text that holds "2026-11"; NULL is no month.
func (m *Month) ScanText(v pgtype.Text) error { return m.UnmarshalText([]byte(v.String)) }
