import CPostgres
import SQL

/// What libpq or the server said no to.
struct PostgresFailure: Error {
    enum Remedy {
        case none
        /// The same body again may succeed: deadlock, serialization, a plan that went stale.
        case again
        /// The connection is gone; nothing of the transaction remains.
        case reconnect
    }

    let error: DatabaseError
    let remedy: Remedy
    /// Place of the parameter, from 1, whose type the server could not tell.
    let untypedParameter: Int?

    init(_ error: DatabaseError, _ remedy: Remedy = .none, untypedParameter: Int? = nil) {
        self.error = error
        self.remedy = remedy
        self.untypedParameter = untypedParameter
    }

    /// - Parameter result: nil when libpq itself failed.
    init(_ connection: OpaquePointer, _ result: OpaquePointer?, statement: String) {
        let state = PostgresFailure.field(result, "C") ?? ""
        let words =
            PostgresFailure.field(result, "M")
            ?? PostgresFailure.sentence(PQerrorMessage(connection))
        let isGoingDown = ["57P01", "57P02", "57P03"].contains(state)
        if PQstatus(connection) != CONNECTION_OK || isGoingDown {
            let sentence = "The connection to the database was lost (\(words)); try again."
            self.init(DatabaseError(.unreachable, sentence), .reconnect)
            return
        }
        switch state {
        case "23505":
            let detail = PostgresFailure.field(result, "D") ?? ""
            self.init(DatabaseError(.uniqueViolation, "\(words) \(detail), in \(statement)"))
        case "53100":
            let sentence = "The disk of the database server is full (\(words)): make room."
            self.init(DatabaseError(.unwritable, sentence))
        case "25006", "42501":
            self.init(DatabaseError(.unwritable, "The database refuses to write: \(words)."))
        default:
            let isStalePlan = state == "0A000" && words.hasPrefix("cached plan")
            let isUntyped = state == "42P18"
            let mayHelp = ["40001", "40P01"].contains(state) || isStalePlan || isUntyped
            self.init(
                DatabaseError(.other, "PostgreSQL: \(words) (\(state)), in \(statement)"),
                mayHelp ? .again : .none,
                untypedParameter: isUntyped
                    ? words.split(separator: "$").last.flatMap { Int($0) } : nil)
        }
    }

    /// One line of libpq's several.
    static func sentence(_ message: UnsafePointer<CChar>?) -> String {
        let lines = message.map { String(cString: $0) }?.split(whereSeparator: \.isNewline)
        return lines?.first.map(String.init) ?? "no reason given"
    }

    private static func field(_ result: OpaquePointer?, _ code: Unicode.Scalar) -> String? {
        guard let result, let text = PQresultErrorField(result, CInt(code.value)) else {
            return nil
        }
        return String(cString: text)
    }
}
