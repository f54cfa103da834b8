theorem origin_x : Eq origin.x 0 := rfl

theorem origin_y : Eq origin.y 1 := rfl
