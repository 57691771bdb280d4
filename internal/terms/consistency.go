package terms

// contradictions are figures that cannot stand together.
func (v *Version) contradictions() Problems { return nil }
