package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/vault"
)

// UploadPage is the page that an upload link opens (S-9).
type UploadPage struct {
	Link        string
	Application string
	Member      string
	Clock       string
	Login       string
	BirthDate   jst.Day
	State       string // the application's
	LockTold    bool   // the applicant was told that the link is locked
	identity.LinkState
}

const selectUploadPage = `select l.id, a.id, a.member_id, coalesce(c.clock_id, ''), a.login, m.birth_date, l.expires_at, l.wrong_dates,
		l.max_wrong, l.replaced_at is not null, c.state, exists (select from journal j where j.case_id = a.id and j.step = $2)
	from upload_links l join applications a on a.id = l.application_id join cases c on c.id = a.id join members m on m.id = a.member_id
	where l.id = $1`

// LoadUploadPage gives the page of a link, or refuses with code not_found.
func LoadUploadPage(ctx context.Context, db DB, link string) (UploadPage, error) {
	return uploadPage(ctx, db, link, "")
}

func uploadPage(ctx context.Context, db DB, link, lock string) (UploadPage, error) {
	var p UploadPage
	err := db.QueryRow(ctx, selectUploadPage+lock, link, identity.StepLinkLocked(link)).Scan(&p.Link, &p.Application, &p.Member, &p.Clock, &p.Login, &p.BirthDate,
		&p.Expires, &p.Wrong, &p.MaxWrong, &p.Replaced, &p.State, &p.LockTold)
	if errors.Is(err, pgx.ErrNoRows) {
		return p, missing
	}
	if err != nil {
		return p, fmt.Errorf("load upload page: %w", err)
	}
	p.Expires = p.Expires.UTC()
	return p, nil
}

// EnterUploadPage decides a login and a birth date, and counts a wrong one (S-9).
// Tell says that wrong dates have locked the link and the applicant was not told yet.
func EnterUploadPage(ctx context.Context, pool Pool, link, login, password string, at time.Time) (p UploadPage, tell bool, err error) {
	var refused error
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if p, err = uploadPage(ctx, tx, link, " for update of l"); err != nil {
			return err
		}
		if refused = p.Open(at); refused != nil {
			tell = p.Wrong >= p.MaxWrong && !p.LockTold && !p.Replaced
			return nil
		}
		if refused = p.Enter(login == p.Login && password == identity.Password(p.BirthDate)); refused == nil {
			return nil
		}
		tell = p.Wrong+1 == p.MaxWrong
		_, err := tx.Exec(ctx, `update upload_links set wrong_dates = wrong_dates + 1 where id = $1`, link)
		return err
	})
	if err == nil {
		err = refused
	}
	return p, tell, err
}

// DocumentRow is a file in the vault.
type DocumentRow struct {
	ID          string        `db:"id"`
	Application string        `db:"application_id"`
	Submission  string        `db:"submission_id"`
	Role        identity.Role `db:"role"`
	MediaType   string        `db:"media_type"`
	Size        int64         `db:"size"`
	SHA256      string        `db:"sha256"`
	UploadedAt  time.Time     `db:"uploaded_at"`
}

const selectDocuments = `select id, application_id, coalesce(submission_id, '') as submission_id, role, media_type, size, sha256, uploaded_at from documents`

// AddDocument keeps what was uploaded, unless the page has as many files as a
// submission may have (S-11). The same ID again is the same file.
func AddDocument(ctx context.Context, pool Pool, d DocumentRow, limits vault.Limits) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		// The application's row is the lock of its gathered files.
		if _, err := tx.Exec(ctx, `select from applications where id = $1 for update`, d.Application); err != nil {
			return fmt.Errorf("add document: %w", err)
		}
		var gathered int
		err := tx.QueryRow(ctx, `select count(*) from documents where application_id = $1 and submission_id is null and id <> $2`,
			d.Application, d.ID).Scan(&gathered)
		if err != nil {
			return fmt.Errorf("add document: %w", err)
		}
		if err := limits.CheckCount(gathered + 1); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into documents (id, application_id, role, media_type, size, sha256, uploaded_at)
			values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
			d.ID, d.Application, string(d.Role), d.MediaType, d.Size, d.SHA256, d.UploadedAt)
		if err != nil {
			return fmt.Errorf("add document: %w", err)
		}
		return nil
	})
}

// RemoveDocument forgets a file that was not submitted; a refusal with code
// not_found where there is none.
func RemoveDocument(ctx context.Context, db DB, application, id string) error {
	tag, err := db.Exec(ctx, `delete from documents where id = $1 and application_id = $2 and submission_id is null`, id, application)
	if err != nil {
		return fmt.Errorf("remove document: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return missing
	}
	return nil
}

// Documents lists an application's files in the order in which they came.
func Documents(ctx context.Context, db DB, application string) ([]DocumentRow, error) {
	rows, err := db.Query(ctx, selectDocuments+` where application_id = $1 order by uploaded_at, id`, application)
	if err != nil {
		return nil, fmt.Errorf("documents of %s: %w", application, err)
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[DocumentRow])
}

// Document gives one file, or refuses with code not_found.
func Document(ctx context.Context, db DB, id string) (DocumentRow, error) {
	return one[DocumentRow](ctx, db, selectDocuments+` where id = $1`, id)
}
