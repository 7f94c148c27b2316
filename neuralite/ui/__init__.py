"""The pages; beside app.py the only place that imports streamlit. What computes is elsewhere."""
