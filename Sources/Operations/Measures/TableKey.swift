import Base
import Domain
import Store

/// Which table: what its rows are, and of which workspace.
struct TableKey: Hashable, Sendable {
    let workspace: ID<Workspace>
    let rows: AskedRows
}

/// What the rows of a table are, whatever they answer to.
enum RowSort: Hashable, Sendable {
    case answers, cases, customers, events
}

extension AskedRows {
    var sort: RowSort {
        switch self {
        case .answers: .answers
        case .cases: .cases
        case .customers: .customers
        case .events: .events
        }
    }

    /// The same counted by the database.
    func groups(in workspace: ID<Workspace>) -> RowGroups {
        switch self {
        case .answers(let instrument): AnswerRows.groups(of: instrument, in: workspace)
        case .cases: CaseRecords.groups(in: workspace)
        case .customers: CustomerRecords.groups(in: workspace)
        case .events: EventRecords.groups(in: workspace)
        }
    }

    /// As files and logs name it.
    var text: String {
        if case .answers(let instrument) = self { instrument.description } else { table ?? "" }
    }

    init?(_ text: String) {
        if let table = AskedRows.tables[text] {
            self = table
        } else if let instrument = ID<Instrument>(text) {
            self = .answers(instrument)
        } else {
            return nil
        }
    }
}
