import Base

/// The members of a JSON object that a test writes down.
func members(_ json: JSON) -> JSON.Object { json.object ?? JSON.Object() }
