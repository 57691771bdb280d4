package config

import (
	"net/url"
	"slices"
	"strings"
)

// OIDC is the identity provider with which staff may sign in to the console
// (OpenID Connect). Its redirect URI is KIGEN_PUBLIC_URL + /console/sign-in/company.
type OIDC struct {
	// Issuer (KIGEN_OIDC_ISSUER) is the provider's address, exactly as it names
	// itself. Nil: staff sign in with passwords only. https, but in development.
	Issuer *url.URL
	// ClientID (KIGEN_OIDC_CLIENT_ID).
	ClientID string
	// Secret (KIGEN_OIDC_CLIENT_SECRET, secret).
	Secret Secret
	// RolesClaim (KIGEN_OIDC_ROLES_CLAIM) names a claim of the ID token, such as
	// groups, whose values decide at each sign-in at which desks a person works.
	// Empty: administrators decide it in the console.
	RolesClaim string
	// Roles (KIGEN_OIDC_ROLES) say which value of the claim stands for which role:
	// "carrier-billing=desk:billing,carrier-admins=admin".
	Roles map[string]string
}

// staffRoles are those that a person of the staff can have.
var staffRoles = []string{"desk:identity", "desk:shipping", "desk:repair", "desk:billing", "desk:support", "return-centre", "admin"}

func (r *reader) oidc(development bool) OIDC {
	o := OIDC{
		Issuer:     r.exact("KIGEN_OIDC_ISSUER", "http", "https"),
		ClientID:   r.text("KIGEN_OIDC_CLIENT_ID", ""),
		Secret:     r.secret("KIGEN_OIDC_CLIENT_SECRET"),
		RolesClaim: r.text("KIGEN_OIDC_ROLES_CLAIM", ""),
		Roles:      r.roles("KIGEN_OIDC_ROLES"),
	}
	switch {
	case o.Issuer == nil:
		if o.ClientID != "" && !r.wrong("KIGEN_OIDC_ISSUER") {
			r.missing("KIGEN_OIDC_ISSUER")
		}
		return o
	case o.Issuer.Scheme != "https" && !development:
		r.problem("KIGEN_OIDC_ISSUER", "must be https: it decides who is let in (http only in development)")
	}
	if o.ClientID == "" {
		r.missing("KIGEN_OIDC_CLIENT_ID")
	}
	if o.Secret == "" && !r.wrong("KIGEN_OIDC_CLIENT_SECRET") {
		r.missing("KIGEN_OIDC_CLIENT_SECRET")
	}
	if (o.RolesClaim == "") != (len(o.Roles) == 0) && !r.wrong("KIGEN_OIDC_ROLES") {
		r.problem("KIGEN_OIDC_ROLES", "and KIGEN_OIDC_ROLES_CLAIM go together")
	}
	return o
}

// roles reads value=role pairs that commas part.
func (r *reader) roles(name string) map[string]string {
	text := r.text(name, "")
	if text == "" {
		return nil
	}
	roles := map[string]string{}
	for pair := range strings.SplitSeq(text, ",") {
		value, role, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if value == "" || !slices.Contains(staffRoles, role) {
			r.problem(name, "must look like group=desk:billing,other=admin; roles are "+strings.Join(staffRoles, ", "))
			return nil
		}
		roles[value] = role
	}
	return roles
}

// exact reads an address that is compared as it is written, also with a final slash.
func (r *reader) exact(name string, schemes ...string) *url.URL {
	value := r.text(name, "")
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		r.problem(name, "must be an address like https://login.example.jp")
		return nil
	}
	return u
}
