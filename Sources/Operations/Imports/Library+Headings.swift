import Base

extension Library {
    /// What people call the columns of an export, by where such a column goes.
    func headings() throws -> [(target: String, names: [String])] {
        let headings = try json("imports/headings.yaml")?.object?.members ?? []
        return headings.map { ($0.key, ($0.value.array ?? []).compactMap(\.string)) }
    }
}
