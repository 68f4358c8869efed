package staff

// Weighing has every stored hash that a password is weighed against told to tell.
func (s *Service) Weighing(tell func(stored string)) {
	scale := s.scale
	s.scale = func(password, stored string) (bool, error) {
		tell(stored)
		return scale(password, stored)
	}
}
