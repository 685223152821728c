"""What people do about approvals."""
