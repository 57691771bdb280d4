package command

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Papers fetches what is printed for parcels, as PDF.
type Papers struct {
	Slip      PapersSlip      `cmd:"" help:"The return slip (返送票) of a return; 'act listReturns case=CASE' lists a case's returns."`
	Packing   PapersPacking   `cmd:"" help:"The packing slip (送付状) of a parcel that is sent; 'act listShipments case=CASE' lists a case's parcels. With the member's address: for the member and the desks for shipping and support."`
	Agreement PapersAgreement `cmd:"" help:"The repair agreement (修理同意書) of a case, with the member's address: for the member and the desks for repair, shipping and support."`
}

// PapersSlip fetches a return slip.
type PapersSlip struct {
	Remote

	Return string `arg:"" help:"The return's ID."`
	Out    string `short:"o" help:"File to write, - for the standard output; return-slip-ID.pdf unless told." placeholder:"FILE"`
}

// Run writes the PDF.
func (p *PapersSlip) Run(o *Output) error {
	return p.paper(o, "getReturnSlip", p.Return, p.Out, "return-slip-")
}

// PapersPacking fetches a packing slip.
type PapersPacking struct {
	Remote

	Shipment string `arg:"" help:"The shipment's ID."`
	Out      string `short:"o" help:"File to write, - for the standard output; packing-slip-ID.pdf unless told." placeholder:"FILE"`
}

// Run writes the PDF.
func (p *PapersPacking) Run(o *Output) error {
	return p.paper(o, "getPackingSlip", p.Shipment, p.Out, "packing-slip-")
}

// PapersAgreement fetches a repair agreement.
type PapersAgreement struct {
	Remote

	Case string `arg:"" help:"The case's ID."`
	Out  string `short:"o" help:"File to write, - for the standard output; repair-agreement-ID.pdf unless told." placeholder:"FILE"`
}

// Run writes the PDF.
func (p *PapersAgreement) Run(o *Output) error {
	return p.paper(o, "getRepairAgreement", p.Case, p.Out, "repair-agreement-")
}

// paper writes a PDF to a file that isn't there yet.
func (r *Remote) paper(o *Output, operation, id, out, name string) error {
	ctx := context.Background()
	s, err := r.connect(ctx)
	if err != nil {
		return err
	}
	pdf, err := s.Call(ctx, operation, "", map[string]any{"id": id})
	if err != nil {
		return o.worded(err)
	}
	if out == "-" {
		_, err := o.To.Write(pdf)
		return err
	}
	if out == "" {
		out = name + id + ".pdf"
	}
	// It may show whose it is.
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already: name another file with --out", out)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(pdf)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return o.printf("%s", out)
}
