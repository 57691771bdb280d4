package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kigen/internal/ekyc"
	"kigen/internal/identity"
	"kigen/internal/jst"
	"kigen/internal/postgres"
	"kigen/internal/refusal"
	"kigen/internal/terms"
	"kigen/internal/vault"
)

func registerDocuments(a *API) {
	o := a.described(Op{
		ID: "getDocument", Method: http.MethodGet, Path: "/v1/documents/{id}", Tag: "sign-up",
		Rules: []terms.ID{terms.S10, terms.S11},
		EN:    "A file of a proof of identity, as it was uploaded", JA: "提出されたファイルを表示します。",
	})
	o.Responses = map[string]*huma.Response{"200": {
		Description: "The file.",
		Content:     map[string]*huma.MediaType{"image/jpeg": {}, "application/pdf": {}},
	}}
	a.watched[o.OperationID] = true
	huma.Register(a.huma, o, a.getDocument)
	command(a, Op{
		ID: "reportChipResult", Method: http.MethodPost, Path: "/v1/applications/{id}/chip-results", Tag: "sign-up",
		Rules: []terms.ID{terms.S8, terms.S12, terms.S20},
		EN:    "Bring what an eKYC provider read from the chip of a card; its signature says that it is true",
		JA:    "本人確認事業者が署名したICチップの読み取り結果を登録します。",
	}, a.reportChipResult)
	command(a, Op{
		ID: "readChip", Method: http.MethodPost, Path: "/v1/applications/{id}/chip-reading", Tag: "development",
		Rules: []terms.ID{terms.S20},
		EN:    "In development: sign a result as an eKYC provider would, of the registered data unless others are given",
		JA:    "開発環境で、本人確認事業者の署名付きの読み取り結果を作成します。",
	}, a.readChip)
}

func (a *API) getDocument(ctx context.Context, in *byID) (*huma.StreamResponse, error) {
	r := Of(ctx)
	d, err := postgres.Document(ctx, a.Pool, in.ID)
	if err != nil {
		return nil, a.problem(r, err)
	}
	data, err := a.fetch(ctx, d.ID)
	if err == nil {
		err = a.auditLook(ctx, r, d.Application)
	}
	if err != nil {
		return nil, a.problem(r, err)
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", d.MediaType)
		c.SetHeader("Content-Disposition", "inline")
		_, _ = c.BodyWriter().Write(data)
	}}, nil
}

var noVault = refusal.New(refusal.Unavailable, "",
	"ただいまファイルを扱えません。しばらくしてからもう一度お試しください。", "Files cannot be handled right now. Please try again in a moment.")

// keep puts a file into the vault, sealed.
func (a *API) keep(ctx context.Context, id string, data []byte) (vault.Content, error) {
	if a.Vault == nil {
		return vault.Content{}, noVault
	}
	return a.Vault.Put(ctx, id, bytes.NewReader(data))
}

// fetch gives a whole file: one that was changed in the vault fails before any
// of it is shown.
func (a *API) fetch(ctx context.Context, id string) (data []byte, err error) {
	if a.Vault == nil {
		return nil, noVault
	}
	f, err := a.Vault.Open(ctx, id)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, notFound
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(f)
}

type reportChipResult struct {
	ID   string `path:"id" doc:"the application"`
	Body struct {
		Result string `json:"result" maxLength:"20000" doc:"The provider's signed result: a compact JWS."`
	}
}

func (a *API) reportChipResult(ctx context.Context, r *Request, in *reportChipResult) (Application, error) {
	return a.submit(ctx, r, in.ID, identity.ProofDraft{Chip: in.Body.Result})
}

type readChip struct {
	ID   string `path:"id" doc:"the application"`
	Body struct {
		Document  terms.DocumentKind `json:"document,omitempty" doc:"residence_card unless told."`
		Name      string             `json:"name,omitempty" maxLength:"100"`
		Address   string             `json:"address,omitempty" maxLength:"300"`
		BirthDate jst.Day            `json:"birth_date,omitzero" format:"date"`
	}
}

// ChipResult is what an eKYC provider sends.
type ChipResult struct {
	Result string `json:"result"`
}

// chipLife is how long the simulator's results are good.
const chipLife = time.Hour

func (a *API) readChip(ctx context.Context, r *Request, in *readChip) (ChipResult, error) {
	if a.Clocks == nil {
		return ChipResult{}, refusal.New(refusal.NotOffered, terms.S20,
			"この操作は開発環境でのみ利用できます。", "This exists in development only.")
	}
	c, err := a.caseFor(ctx, r, in.ID, "signup")
	if err != nil {
		return ChipResult{}, err
	}
	person, err := postgres.LoadPerson(ctx, a.Pool, c.Member)
	if err != nil {
		return ChipResult{}, err
	}
	read := chipOf(person)
	read.Reference, read.Application = r.NewID("chp"), in.ID
	read.ReadAt, read.Expires = r.At.Unix(), r.At.Add(chipLife).Unix()
	b := in.Body
	if b.Document != "" {
		read.Document = b.Document
	}
	if b.Name != "" {
		read.Name = b.Name
	}
	if b.Address != "" {
		read.Address = b.Address
	}
	if !b.BirthDate.IsZero() {
		read.BirthDate = b.BirthDate
	}
	signed, err := ekyc.NewSimulator().Sign(read)
	return ChipResult{Result: signed}, err
}

// chipOf is a card's chip with the registered data of a person.
func chipOf(p identity.Person) ekyc.Result {
	ad := p.Address
	return ekyc.Result{
		Document: terms.ResidenceCard, Name: p.Names.Family + " " + p.Names.Given,
		Address: ad.Prefecture + ad.City + ad.Street + ad.Building, BirthDate: p.BirthDate,
	}
}
