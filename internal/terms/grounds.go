package terms

// Exclusions are the grounds for which a rule leaves a device of a class
// uncovered: those of O-7 by class, of P-7 for used devices, of W-9 for those
// that members own. Any other pair has none.
func (v *Version) Exclusions(rule ID, class DeviceClass) []Ground {
	switch {
	case rule == O7:
		return v.O7.Exclusions[class]
	case rule == P7 && class == UsedDevice:
		return v.P7.Exclusions
	case rule == W9 && class == OwnDevice:
		return v.W9.Exclusions
	}
	return nil
}
