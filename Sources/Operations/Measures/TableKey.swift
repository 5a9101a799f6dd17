import Base
import Domain

/// Which table: what its rows are, and of which workspace.
struct TableKey: Hashable, Sendable {
    enum Rows: Hashable, Sendable {
        case answers(ID<Instrument>)
        case cases
        case customers
    }

    let workspace: ID<Workspace>
    let rows: Rows
}

/// What the rows of a table are, whatever they answer to.
enum RowSort: Hashable, Sendable {
    case answers, cases, customers
}

extension TableKey.Rows {
    var sort: RowSort {
        switch self {
        case .answers: .answers
        case .cases: .cases
        case .customers: .customers
        }
    }

    /// As files and logs name it.
    var text: String {
        switch self {
        case .answers(let instrument): instrument.description
        case .cases: "cases"
        case .customers: "customers"
        }
    }

    init?(_ text: String) {
        switch text {
        case "cases": self = .cases
        case "customers": self = .customers
        default:
            guard let instrument = ID<Instrument>(text) else { return nil }
            self = .answers(instrument)
        }
    }
}
